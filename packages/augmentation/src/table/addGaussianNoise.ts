import { checkNumber, checkOptions, rowSize } from '@occam/core';
import { randomFields } from '../randomFields.js';
import type { Transform } from '../transform.js';

/** What {@link addGaussianNoise} takes. */
export interface AddGaussianNoiseOptions {
  /** The standard deviation of the noise, in the units of the features as the network sees them, at least 0. Default 0.1. */
  stddev?: number | undefined;
}

/**
 * Adds normal noise to every feature, x + stddev · z with z standard normal, other noise in each epoch.
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
  checkOptions('addGaussianNoise', options, ['stddev']);
  const { stddev = 0.1 } = options;
  checkNumber('stddev', stddev, { min: 0 });
  return {
    className: 'addGaussianNoise',
    on: 'rows',
    getConfig: () => ({ stddev }),
    draw: (random) => random.key(),
    apply({ x, y }, keys) {
      const data = Float32Array.from(x.data);
      const width = rowSize(x);
      randomFields('normal', width, keys, (noise, row) => {
        for (let i = 0; i < width; i++) data[row * width + i]! += stddev * noise[i]!;
      });
      return { x: { data, shape: x.shape }, y };
    },
  };
}
