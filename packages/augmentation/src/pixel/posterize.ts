import { checkNumber, checkOptions } from '@occam/core';
import type { Range } from '../range.js';
import type { Transform } from '../transform.js';
import { toByte } from './bytes.js';
import { changeImages } from './changeImages.js';
import { wholeOf } from './range.js';

/** What {@link posterize} takes. */
export interface PosterizeOptions {
  /** How many bits of each number are kept, 1 … 8: whole, or [low, high] to draw from, both included. Default 4. 8 changes nothing. */
  bits?: Range | undefined;
  /** The share of the images that are posterized, 0 … 1. Default 0.5. */
  probability?: number | undefined;
}

/**
 * Keeps the highest bits of the numbers of some images, as bytes, so that few tones are left: PIL's posterize.
 *
 *     x ← (round(255 · x) with the other bits 0) / 255
 *
 * @throws TypeError or RangeError if an option is unknown, of another type or out of range
 *
 * @example
 * ```ts
 * import { augment, posterize } from '@occam/augmentation';
 *
 * const pipeline = augment([posterize({ bits: [3, 6] })], { seed: 1 });
 * ```
 */
export function posterize(options: PosterizeOptions = {}): Transform<number | null> {
  checkOptions('posterize', options, ['bits', 'probability']);
  const { bits = 4, probability = 0.5 } = options;
  const [low, high] = wholeOf('bits', bits, { min: 1, max: 8 });
  checkNumber('probability', probability, { min: 0, max: 1 });
  return {
    className: 'posterize',
    on: 'image',
    getConfig: () => ({ bits, probability }),
    draw: (random) => (random.next() < probability ? low + random.int(high - low + 1) : null),
    apply: (rows, drawn) =>
      changeImages(rows, drawn, ({ pixels }, kept) => {
        if (kept === null || kept === 8) return;
        const mask = 256 - 2 ** (8 - kept);
        for (let i = 0; i < pixels.length; i++) pixels[i] = (toByte(pixels[i]!) & mask) / 255;
      }),
  };
}
