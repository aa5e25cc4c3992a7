import { checkInteger, checkNumber, checkOptions } from '@occam/core';
import type { Transform } from '../transform.js';
import { checkChannels, mapSeries, seriesShape, type SeriesOptions } from './seriesRows.js';
import { smoothCurve } from './smoothCurve.js';

/** What {@link magnitudeWarp} takes. */
export interface MagnitudeWarpOptions extends SeriesOptions {
  /** The standard deviation of the curve's anchors around 1, at least 0. Default 0.2. */
  stddev?: number | undefined;
  /** How many anchors lie between those at the two ends, at least 0: more make a wilder curve. Default 4. */
  knots?: number | undefined;
}

/**
 * Multiplies each channel of a series by a smooth curve of its own: the cubic spline through anchors from N(1, stddev²) at equal
 * distances.
 *
 * Source: Um et al. (2017), Iwana, Uchida (2021).
 *
 * @throws TypeError or RangeError if an option is unknown, of another type or out of range
 *
 * @example
 * ```ts
 * import { augment, magnitudeWarp } from '@occam/augmentation';
 *
 * const pipeline = augment([magnitudeWarp({ stddev: 0.2, channels: 1 })], { seed: 1 });
 * ```
 */
export function magnitudeWarp(options: MagnitudeWarpOptions = {}): Transform<number[][]> {
  checkOptions('magnitudeWarp', options, ['stddev', 'knots', 'channels']);
  const { stddev = 0.2, knots = 4, channels } = options;
  checkNumber('stddev', stddev, { min: 0 });
  checkInteger('knots', knots, { min: 0 });
  checkChannels(options);
  return {
    className: 'magnitudeWarp',
    on: 'rows',
    getConfig: () => ({ stddev, knots, ...(channels !== undefined && { channels }) }),
    draw(random, { rowShape }) {
      const [, count] = seriesShape('magnitudeWarp', rowShape, channels);
      const anchors = () => Array.from({ length: knots + 2 }, () => 1 + stddev * random.normal());
      return Array.from({ length: count }, anchors);
    },
    apply: (rows, drawn) =>
      mapSeries(rows, drawn, (from, to, anchors) => {
        const steps = from.length / anchors.length;
        anchors.forEach((own, channel) => {
          const curve = smoothCurve(own, steps, steps - 1);
          for (let step = 0; step < steps; step++) {
            const i = step * anchors.length + channel;
            to[i] = from[i]! * curve[step]!;
          }
        });
      }),
  };
}
