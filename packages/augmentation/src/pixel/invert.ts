import { checkNumber, checkOptions } from '@occam/core';
import type { Transform } from '../transform.js';
import { changeImages } from './changeImages.js';
import { perImage } from './perImage.js';

/** What {@link invert} takes. */
export interface InvertOptions {
  /** The share of the images that become their negative, 0 … 1. Default 0.5. */
  probability?: number | undefined;
}

/**
 * Turns some images into their negative, x ← 1 − x.
 *
 * @throws TypeError or RangeError if an option is unknown, of another type or out of range
 *
 * @example
 * ```ts
 * import { augment, invert } from '@occam/augmentation';
 *
 * const pipeline = augment([invert({ probability: 0.1 })], { seed: 1 });
 * ```
 */
export function invert(options: InvertOptions = {}): Transform<boolean> {
  checkOptions('invert', options, ['probability']);
  const { probability = 0.5 } = options;
  checkNumber('probability', probability, { min: 0, max: 1 });
  return {
    className: 'invert',
    on: 'image',
    getConfig: () => ({ probability }),
    draw: (random) => random.next() < probability,
    apply: (rows, chosen) =>
      changeImages(rows, chosen, ({ pixels }, negative) => {
        if (negative) for (let i = 0; i < pixels.length; i++) pixels[i] = 1 - pixels[i]!;
      }),
    applyTensor(x, chosen) {
      const sign = perImage(chosen.map((negative) => (negative ? -1 : 1)));
      return x.mul(sign).add(perImage(chosen.map(Number)));
    },
  };
}
