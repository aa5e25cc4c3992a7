import { checkNumber, checkOptions } from '@occam/core';
import type { Transform } from '../transform.js';
import { checkChannels, mapSeries, seriesShape, type SeriesOptions } from './seriesRows.js';

/** What {@link scaling} takes. */
export interface ScalingOptions extends SeriesOptions {
  /** The standard deviation of the factors around 1, at least 0. Default 0.1. */
  stddev?: number | undefined;
}

/**
 * Multiplies each channel of a series by a factor drawn from N(1, stddev²).
 *
 * Source: Um et al. (2017), Iwana, Uchida (2021).
 *
 * @throws TypeError or RangeError if an option is unknown, of another type or out of range
 *
 * @example
 * ```ts
 * import { augment, scaling } from '@occam/augmentation';
 *
 * const pipeline = augment([scaling({ stddev: 0.2, channels: 1 })], { seed: 1 });
 * ```
 */
export function scaling(options: ScalingOptions = {}): Transform<number[]> {
  checkOptions('scaling', options, ['stddev', 'channels']);
  const { stddev = 0.1, channels } = options;
  checkNumber('stddev', stddev, { min: 0 });
  checkChannels(options);
  return {
    className: 'scaling',
    on: 'rows',
    getConfig: () => ({ stddev, ...(channels !== undefined && { channels }) }),
    draw(random, { rowShape }) {
      const [, count] = seriesShape('scaling', rowShape, channels);
      return Array.from({ length: count }, () => 1 + stddev * random.normal());
    },
    apply: (rows, drawn) =>
      mapSeries(rows, drawn, (from, to, factors) => {
        for (let i = 0; i < to.length; i++) to[i] = from[i]! * factors[i % factors.length]!;
      }),
  };
}
