import { checkOptions } from '@occam/core';
import { drawFrom, type Range } from '../range.js';
import type { Transform } from '../transform.js';
import type { Canvas } from './canvas.js';
import { paintImages } from './paintImages.js';
import { perImage } from './perImage.js';
import { factorsOf } from './range.js';

/** What {@link randomBrightness} takes. */
export interface RandomBrightnessOptions {
  /** The factors, at least 0: [low, high], or one number s for max(0, 1 − s) … 1 + s. 0 is black, 1 changes nothing. Default 0.2. */
  factor?: Range | undefined;
}

/**
 * Makes images lighter or darker by a factor f drawn for each, clipped to 0 … 1:
 *
 *     x ← clip(f · x)
 *
 * That is torchvision's and PIL's brightness. Keras' RandomBrightness adds a number instead.
 *
 * @throws TypeError or RangeError if an option is unknown, of another type or out of range
 *
 * @example
 * ```ts
 * import { augment, randomBrightness } from '@occam/augmentation';
 *
 * const pipeline = augment([randomBrightness({ factor: 0.3 })], { seed: 1 });
 * ```
 */
export function randomBrightness(options: RandomBrightnessOptions = {}): Transform<number> {
  checkOptions('randomBrightness', options, ['factor']);
  const { factor = 0.2 } = options;
  const range = factorsOf('factor', factor);
  return {
    className: 'randomBrightness',
    on: 'image',
    getConfig: () => ({ factor }),
    draw: (random) => drawFrom(random, range),
    apply: (rows, factors) => paintImages(rows, factors, changeBrightness),
    applyTensor: (x, factors) => x.mul(perImage(factors)).clipByValue(0, 1),
  };
}

/** Multiplies an image by a factor. */
export function changeBrightness(canvas: Canvas, factor: number): void {
  if (factor !== 1) canvas.scale(factor, 0);
}
