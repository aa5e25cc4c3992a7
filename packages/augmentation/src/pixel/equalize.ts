import { checkNumber, checkOptions } from '@occam/core';
import type { Transform } from '../transform.js';
import { toByte } from './bytes.js';
import { changeImages, type Image } from './changeImages.js';

/** What {@link equalize} takes. */
export interface EqualizeOptions {
  /** The share of the images that are equalized, 0 … 1. Default 0.5. */
  probability?: number | undefined;
}

/**
 * Spreads the tones of some images, so that each of the 256 levels is about equally frequent in each channel: PIL's equalize, on
 * round(255 · x). A channel of few tones stays as it is.
 *
 *     step = (pixels − those of the highest level) div 255
 *     x ← min(255, (pixels of lower levels + step div 2) div step) / 255
 *
 * @throws TypeError or RangeError if an option is unknown, of another type or out of range
 *
 * @example
 * ```ts
 * import { augment, equalize } from '@occam/augmentation';
 *
 * const pipeline = augment([equalize({ probability: 1 })], { seed: 1 });
 * ```
 */
export function equalize(options: EqualizeOptions = {}): Transform<boolean> {
  checkOptions('equalize', options, ['probability']);
  const { probability = 0.5 } = options;
  checkNumber('probability', probability, { min: 0, max: 1 });
  return {
    className: 'equalize',
    on: 'image',
    getConfig: () => ({ probability }),
    draw: (random) => random.next() < probability,
    apply: (rows, chosen) =>
      changeImages(rows, chosen, (image, equalized) => {
        if (!equalized) return;
        for (let c = 0; c < image.channels; c++) equalizeChannel(image, c);
      }),
  };
}

function equalizeChannel({ pixels, height, width, channels }: Image, channel: number): void {
  const counts = new Uint32Array(256);
  for (let i = channel; i < pixels.length; i += channels) counts[toByte(pixels[i]!)]!++;
  const highest = counts.findLastIndex((count) => count > 0);
  const step = Math.floor((height * width - (counts[highest] ?? 0)) / 255);
  if (step === 0) return;
  const levels = new Float32Array(256);
  let sum = Math.floor(step / 2);
  for (let level = 0; level < 256; level++) {
    levels[level] = Math.min(255, Math.floor(sum / step)) / 255;
    sum += counts[level]!;
  }
  for (let i = channel; i < pixels.length; i += channels) pixels[i] = levels[toByte(pixels[i]!)]!;
}
