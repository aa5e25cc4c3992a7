import { checkOptions } from '@occam/core';
import { drawFrom, type Range } from '../range.js';
import type { Transform } from '../transform.js';
import { changeImages, clip, type Image } from './changeImages.js';
import { factorsOf } from './range.js';

/** What {@link randomSharpness} takes. */
export interface RandomSharpnessOptions {
  /** The factors, at least 0: [low, high], or one number s for max(0, 1 − s) … 1 + s. 0 blurs, 1 changes nothing, above sharpens. Default 0.5. */
  factor?: Range | undefined;
}

/**
 * Blurs or sharpens images by a factor f drawn for each: away from their smooth version, or towards it.
 *
 *     x ← clip(f · x + (1 − f) · smooth(x))      smooth the mean over 3 × 3 pixels in which the middle one counts 5 times
 *
 * The pixels of the border stay as they are. That is torchvision's and PIL's sharpness.
 *
 * @throws TypeError or RangeError if an option is unknown, of another type or out of range
 *
 * @example
 * ```ts
 * import { augment, randomSharpness } from '@occam/augmentation';
 *
 * const pipeline = augment([randomSharpness({ factor: [0, 2] })], { seed: 1 });
 * ```
 */
export function randomSharpness(options: RandomSharpnessOptions = {}): Transform<number> {
  checkOptions('randomSharpness', options, ['factor']);
  const { factor = 0.5 } = options;
  const range = factorsOf('factor', factor);
  return {
    className: 'randomSharpness',
    on: 'image',
    getConfig: () => ({ factor }),
    draw: (random) => drawFrom(random, range),
    apply: (rows, factors) => changeImages(rows, factors, changeSharpness),
  };
}

function changeSharpness(image: Image, factor: number): void {
  if (factor === 1) return;
  const { pixels, source, height, width, channels } = image;
  const line = width * channels;
  const share = (1 - factor) / 13;
  const own = factor + 4 * share;
  const sums = new Float64Array(line);
  for (let row = 1; row < height - 1; row++) {
    const start = row * line;
    for (let i = 0; i < line; i++) {
      const at = start + i;
      sums[i] = source[at - line]! + source[at]! + source[at + line]!;
    }
    for (let i = channels; i < line - channels; i++) {
      const sum = sums[i - channels]! + sums[i]! + sums[i + channels]!;
      pixels[start + i] = clip(own * source[start + i]! + share * sum);
    }
  }
}
