import { checkNumber, checkOptions } from '@occam/core';
import type { Transform } from '../transform.js';
import { paintImages } from './paintImages.js';
import { checkColours } from './changeImages.js';
import { changeSaturation, changeSaturationOf } from './randomSaturation.js';

/** What {@link randomGrayscale} takes. */
export interface RandomGrayscaleOptions {
  /** The share of the images that lose their colours, 0 … 1. Default 0.1. */
  probability?: number | undefined;
}

/**
 * Takes the colours of some images away and keeps their 3 channels, each 0.299 red + 0.587 green + 0.114 blue. Images with 1 channel
 * stay as they are.
 *
 * @throws TypeError or RangeError if an option is unknown, of another type or out of range, or images have other channels
 *
 * @example
 * ```ts
 * import { augment, randomGrayscale } from '@occam/augmentation';
 *
 * const pipeline = augment([randomGrayscale({ probability: 0.2 })], { seed: 1 });
 * ```
 */
export function randomGrayscale(options: RandomGrayscaleOptions = {}): Transform<boolean> {
  checkOptions('randomGrayscale', options, ['probability']);
  const { probability = 0.1 } = options;
  checkNumber('probability', probability, { min: 0, max: 1 });
  return {
    className: 'randomGrayscale',
    on: 'image',
    getConfig: () => ({ probability }),
    draw: (random) => random.next() < probability,
    apply(rows, chosen) {
      checkColours('randomGrayscale', rows, 'gray');
      return paintImages(rows, chosen, (canvas, gray) => changeSaturation(canvas, gray ? 0 : 1));
    },
    applyTensor: (x, chosen) =>
      changeSaturationOf(
        x,
        chosen.map((gray) => (gray ? 0 : 1)),
      ),
  };
}
