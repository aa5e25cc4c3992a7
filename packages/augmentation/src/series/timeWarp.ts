import { checkInteger, checkNumber, checkOptions } from '@occam/core';
import type { Transform } from '../transform.js';
import { readSeries } from './readSeries.js';
import { checkChannels, mapSeries, seriesShape, type SeriesOptions } from './seriesRows.js';
import { smoothCurve } from './smoothCurve.js';

/** What {@link timeWarp} takes. */
export interface TimeWarpOptions extends SeriesOptions {
  /** The standard deviation of the anchors of the speed around 1, at least 0. Default 0.2. */
  stddev?: number | undefined;
  /** How many anchors lie between those at the two ends, at least 0: more make time less even. Default 4. */
  knots?: number | undefined;
}

/**
 * Lets time run now faster, now slower, all channels alike; the first and the last step stay where they are.
 *
 *     speed v = the cubic spline through anchors from N(1, stddev²) at equal distances, at least 0.05
 *     step i moves to the time τ[i] = (T − 1) · (v[1] + … + v[i]) / (v[1] + … + v[T − 1])
 *     the new series at step i is that through (τ, x), linear in between, read at i
 *
 * Um et al. give each channel a time of its own, which takes apart what was measured together, and count v[0] to the time of the
 * first step, so that it moves also at no strength; and time must not run backwards here.
 *
 * Source: Um et al. (2017), Iwana, Uchida (2021).
 *
 * @throws TypeError or RangeError if an option is unknown, of another type or out of range
 *
 * @example
 * ```ts
 * import { augment, timeWarp } from '@occam/augmentation';
 *
 * const pipeline = augment([timeWarp({ stddev: 0.2, channels: 1 })], { seed: 1 });
 * ```
 */
export function timeWarp(options: TimeWarpOptions = {}): Transform<number[]> {
  checkOptions('timeWarp', options, ['stddev', 'knots', 'channels']);
  const { stddev = 0.2, knots = 4, channels } = options;
  checkNumber('stddev', stddev, { min: 0 });
  checkInteger('knots', knots, { min: 0 });
  checkChannels(options);
  return {
    className: 'timeWarp',
    on: 'rows',
    getConfig: () => ({ stddev, knots, ...(channels !== undefined && { channels }) }),
    draw(random, { rowShape }) {
      seriesShape('timeWarp', rowShape, channels);
      return Array.from({ length: knots + 2 }, () => 1 + stddev * random.normal());
    },
    apply(rows, drawn, { rowShape }) {
      const [steps, count] = seriesShape('timeWarp', rowShape, channels);
      return mapSeries(rows, drawn, (from, to, anchors) =>
        readSeries(from, to, count, inverse(warpedTimes(anchors, steps))),
      );
    },
  };
}

/** The time τ to which each step moves: 0 … steps − 1, ascending. */
function warpedTimes(anchors: readonly number[], steps: number): Float64Array {
  const times = smoothCurve(anchors, steps, steps - 1);
  times[0] = 0;
  for (let i = 1; i < steps; i++) times[i] = times[i - 1]! + Math.max(times[i]!, SLOWEST);
  const scale = (steps - 1) / times[steps - 1]!;
  return steps > 1 ? times.map((time) => time * scale) : times;
}

/** At each step, the step (with a fraction) whose time it is. */
function inverse(times: Float64Array): Float64Array {
  const last = times.length - 1;
  let before = 0;
  return times.map((_, step) => {
    while (before < last - 1 && times[before + 1]! <= step) before++;
    if (step >= last) return last;
    return before + (step - times[before]!) / (times[before + 1]! - times[before]!);
  });
}

/** So slow time runs at the slowest. */
const SLOWEST = 0.05;
