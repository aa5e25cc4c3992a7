import { checkNumber, checkOptions } from '@occam/core';
import type { Transform } from '../transform.js';
import { readSeries } from './readSeries.js';
import { checkChannels, mapSeries, seriesShape, type SeriesOptions } from './seriesRows.js';

/** What {@link windowSlice} takes. */
export interface WindowSliceOptions extends SeriesOptions {
  /** The length of the window as a share of the series, above 0 and at most 1; rounded up to whole steps. Default 0.9. */
  ratio?: number | undefined;
}

/**
 * Cuts a window out of a series at random and stretches it to the length of the whole, linearly.
 *
 * Source: Le Guennec et al. (2016), "Data augmentation for time series classification using convolutional neural networks"; Iwana,
 * Uchida (2021), whose code never cuts at the end and stretches one step too far.
 *
 * @throws TypeError or RangeError if an option is unknown, of another type or out of range
 *
 * @example
 * ```ts
 * import { augment, windowSlice } from '@occam/augmentation';
 *
 * const pipeline = augment([windowSlice({ ratio: 0.8, channels: 1 })], { seed: 1 });
 * ```
 */
export function windowSlice(options: WindowSliceOptions = {}): Transform<number> {
  checkOptions('windowSlice', options, ['ratio', 'channels']);
  const { ratio = 0.9, channels } = options;
  checkNumber('ratio', ratio, { above: 0, max: 1 });
  checkChannels(options);
  return {
    className: 'windowSlice',
    on: 'rows',
    getConfig: () => ({ ratio, ...(channels !== undefined && { channels }) }),
    draw(random, { rowShape }) {
      const [steps] = seriesShape('windowSlice', rowShape, channels);
      return random.int(steps - Math.ceil(ratio * steps) + 1);
    },
    apply(rows, drawn, { rowShape }) {
      const [steps, count] = seriesShape('windowSlice', rowShape, channels);
      const length = Math.ceil(ratio * steps);
      const stretch = (step: number) => (steps > 1 ? (step * (length - 1)) / (steps - 1) : 0);
      return mapSeries(rows, drawn, (from, to, start) =>
        readSeries(
          from,
          to,
          count,
          Float64Array.from({ length: steps }, (_, step) => start + stretch(step)),
        ),
      );
    },
  };
}
