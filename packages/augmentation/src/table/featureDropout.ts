import { checkNumber, checkOptions, rowSize } from '@occam/core';
import { randomFields } from '../randomFields.js';
import type { Transform } from '../transform.js';

/** What {@link featureDropout} takes. */
export interface FeatureDropoutOptions {
  /** The share of the features that are dropped, 0 … 1. Default 0.1. */
  rate?: number | undefined;
  /** What stands in their place, in the units of the features as the network sees them. Default 0, the mean of standardized ones. */
  value?: number | undefined;
}

/**
 * Replaces single features by a fixed value, each with probability `rate`, others in each epoch: the masking noise of denoising
 * autoencoders. What stays is not scaled up, unlike in the layer `dropout`.
 *
 * Source: Vincent et al. (2008), "Extracting and composing robust features with denoising autoencoders".
 *
 * @throws TypeError or RangeError if an option is unknown, of another type or out of range
 *
 * @example
 * ```ts
 * import { augment, featureDropout } from '@occam/augmentation';
 *
 * const pipeline = augment([featureDropout({ rate: 0.2 })], { seed: 1 });
 * ```
 */
export function featureDropout(options: FeatureDropoutOptions = {}): Transform<[number, number]> {
  checkOptions('featureDropout', options, ['rate', 'value']);
  const { rate = 0.1, value = 0 } = options;
  checkNumber('rate', rate, { min: 0, max: 1 });
  checkNumber('value', value);
  return {
    className: 'featureDropout',
    on: 'rows',
    getConfig: () => ({ rate, value }),
    draw: (random) => random.key(),
    apply({ x, y }, keys) {
      const data = Float32Array.from(x.data);
      const width = rowSize(x);
      randomFields('uniform', width, keys, (uniform, row) => {
        for (let i = 0; i < width; i++) if (uniform[i]! < rate) data[row * width + i] = value;
      });
      return { x: { data, shape: x.shape }, y };
    },
  };
}
