import { checkNumber, checkOptions } from '@occam/core';
import { randomFields } from '../randomFields.js';
import type { Transform } from '../transform.js';

/** What {@link saltAndPepper} takes. */
export interface SaltAndPepperOptions {
  /** The share of the pixels that are lost, 0 … 1. Default 0.05. */
  amount?: number | undefined;
  /** The share of the lost pixels that become white, 0 … 1; the others become black. Default 0.5. */
  salt?: number | undefined;
}

/**
 * Makes some pixels of images white and some black, all channels of a pixel together: the errors of a bad sensor or wire.
 *
 *     x ← 1 if u < amount · salt, 0 if amount · salt ≤ u < amount      u uniform from [0, 1) for each pixel
 *
 * @throws TypeError or RangeError if an option is unknown, of another type or out of range
 *
 * @example
 * ```ts
 * import { augment, saltAndPepper } from '@occam/augmentation';
 *
 * const pipeline = augment([saltAndPepper({ amount: 0.02 })], { seed: 1 });
 * ```
 */
export function saltAndPepper(options: SaltAndPepperOptions = {}): Transform<[number, number]> {
  checkOptions('saltAndPepper', options, ['amount', 'salt']);
  const { amount = 0.05, salt = 0.5 } = options;
  checkNumber('amount', amount, { min: 0, max: 1 });
  checkNumber('salt', salt, { min: 0, max: 1 });
  return {
    className: 'saltAndPepper',
    on: 'image',
    getConfig: () => ({ amount, salt }),
    draw: (random) => random.key(),
    apply({ x, y }, keys) {
      const [, height = 0, width = 0, channels = 0] = x.shape;
      const data = new Float32Array(x.data);
      if (amount === 0) return { x: { data, shape: x.shape }, y };
      randomFields('uniform', height * width, keys, (uniform, image) => {
        for (let pixel = 0; pixel < uniform.length; pixel++) {
          const u = uniform[pixel]!;
          if (u >= amount) continue;
          const start = (image * uniform.length + pixel) * channels;
          const value = u < amount * salt ? 1 : 0;
          for (let c = 0; c < channels; c++) data[start + c] = value;
        }
      });
      return { x: { data, shape: x.shape }, y };
    },
  };
}
