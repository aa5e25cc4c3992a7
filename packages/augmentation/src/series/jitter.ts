import { checkOptions } from '@occam/core';
import { addGaussianNoise } from '../table/addGaussianNoise.js';
import type { Transform } from '../transform.js';

/** What {@link jitter} takes. */
export interface JitterOptions {
  /** The standard deviation of the noise, in the units of the series as the network sees it, at least 0. Default 0.03. */
  stddev?: number | undefined;
}

/**
 * Adds normal noise to every step and channel, other noise in each epoch: `addGaussianNoise` with the default of its source for
 * series. Rows may have any shape.
 *
 * Source: Um et al. (2017), "Data augmentation of wearable sensor data for Parkinson's disease monitoring using convolutional neural
 * networks"; the default is that of Iwana, Uchida (2021), "An empirical survey of data augmentation for time series classification
 * with neural networks".
 *
 * @throws TypeError or RangeError if an option is unknown, of another type or out of range
 *
 * @example
 * ```ts
 * import { augment, jitter } from '@occam/augmentation';
 *
 * const pipeline = augment([jitter({ stddev: 0.05 })], { seed: 1 });
 * ```
 */
export function jitter(options: JitterOptions = {}): Transform<[number, number]> {
  checkOptions('jitter', options, ['stddev']);
  return { ...addGaussianNoise({ stddev: options.stddev ?? 0.03 }), className: 'jitter' };
}
