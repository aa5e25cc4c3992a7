import { checkNumber, checkOptions, rowSize } from '@occam/core';
import { randomFields } from '../randomFields.js';
import { rangeOf } from '../range.js';
import type { Transform } from '../transform.js';

/** What {@link addGaussianNoise} takes. */
export interface AddGaussianNoiseOptions {
  /** The standard deviation of the noise, in the units of the features as the network sees them, at least 0. Default 0.1. */
  stddev?: number | undefined;
  /** Between which numbers the result is held, [low, high]: [0, 1] for images. Default: anywhere. */
  clip?: readonly [number, number] | undefined;
}

/**
 * Adds normal noise to every feature, x + stddev · z with z standard normal, other noise in each epoch. For images, `clip: [0, 1]`
 * keeps pixels where pixels are.
 *
 * Source: Bishop (1995), "Training with noise is equivalent to Tikhonov regularization".
 *
 * @throws TypeError or RangeError if an option is unknown, of another type or out of range
 *
 * @example
 * ```ts
 * import { addGaussianNoise, augment } from '@occam/augmentation';
 *
 * const pipeline = augment([addGaussianNoise({ stddev: 0.3 })], { seed: 1 });
 * ```
 */
export function addGaussianNoise(
  options: AddGaussianNoiseOptions = {},
): Transform<[number, number]> {
  checkOptions('addGaussianNoise', options, ['stddev', 'clip']);
  const { stddev = 0.1, clip } = options;
  checkNumber('stddev', stddev, { min: 0 });
  if (typeof clip === 'number') throw new TypeError(`clip must be [low, high], not ${clip}`);
  const [low, high] = clip === undefined ? [-Infinity, Infinity] : rangeOf('clip', clip);
  return {
    className: 'addGaussianNoise',
    on: 'rows',
    getConfig: () => ({ stddev, ...(clip && { clip }) }),
    draw: (random) => random.key(),
    apply({ x, y }, keys) {
      const data = Float32Array.from(x.data);
      const width = rowSize(x);
      randomFields('normal', width, keys, (noise, row) => {
        for (let i = 0; i < width; i++) {
          const value = data[row * width + i]! + stddev * noise[i]!;
          data[row * width + i] = value < low ? low : value > high ? high : value;
        }
      });
      return { x: { data, shape: x.shape }, y };
    },
  };
}
