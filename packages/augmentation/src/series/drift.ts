import { checkBoolean, checkInteger, checkNumber, checkOneOf, checkOptions } from '@occam/core';
import { drawFrom, rangeOf, type Range } from '../range.js';
import type { Transform } from '../transform.js';
import { checkChannels, mapSeries, seriesShape, type SeriesOptions } from './seriesRows.js';
import { smoothCurve } from './smoothCurve.js';

/** What {@link drift} takes. */
export interface DriftOptions extends SeriesOptions {
  /** How far a series drifts at most, at least 0; or [from, to], between which that is drawn. Default 0.5. */
  maxDrift?: Range | undefined;
  /** How many anchors of the random walk lie between those at the two ends, at least 0. Default 3. */
  knots?: number | undefined;
  /** Whether the drift is added, in units of the largest absolute value of each channel, or 1 + drift is a factor. Default 'additive'. */
  kind?: 'additive' | 'multiplicative' | undefined;
  /** Whether each channel drifts in its own way. Default true. */
  perChannel?: boolean | undefined;
}

/** What is drawn for one channel of {@link drift}, or for all of them. */
export interface DriftDraw {
  /** The anchors of the random walk. */
  readonly anchors: readonly number[];
  /** How far it goes at most. */
  readonly size: number;
}

/**
 * Lets a series drift away from its values, as a sensor does: by a random walk of standard normal steps, smoothed by the cubic spline
 * through its anchors, that begins at 0 and reaches ± `maxDrift` where it is farthest.
 *
 * Source: Drift of the Python package tsaug (Arundo Analytics, 2020), whose numbers it gives for the same anchors.
 *
 * @throws TypeError or RangeError if an option is unknown, of another type or out of range
 *
 * @example
 * ```ts
 * import { augment, drift } from '@occam/augmentation';
 *
 * const pipeline = augment([drift({ maxDrift: [0.1, 0.5], channels: 1 })], { seed: 1 });
 * ```
 */
export function drift(options: DriftOptions = {}): Transform<DriftDraw[]> {
  checkOptions('drift', options, ['maxDrift', 'knots', 'kind', 'perChannel', 'channels']);
  const { maxDrift = 0.5, knots = 3, kind = 'additive', perChannel = true, channels } = options;
  if (typeof maxDrift === 'number') checkNumber('maxDrift', maxDrift, { min: 0 });
  const both = typeof maxDrift === 'number' ? ([maxDrift, maxDrift] as const) : maxDrift;
  const sizes = rangeOf('maxDrift', both, { min: 0 });
  checkInteger('knots', knots, { min: 0 });
  checkOneOf('kind', kind, ['additive', 'multiplicative']);
  checkBoolean('perChannel', perChannel);
  checkChannels(options);
  return {
    className: 'drift',
    on: 'rows',
    getConfig: () => ({
      maxDrift: typeof maxDrift === 'number' ? maxDrift : [...maxDrift],
      knots,
      kind,
      perChannel,
      ...(channels !== undefined && { channels }),
    }),
    draw(random, { rowShape }) {
      const [, count] = seriesShape('drift', rowShape, channels);
      return Array.from({ length: perChannel ? count : 1 }, () => {
        let sum = 0;
        const anchors = Array.from({ length: knots + 2 }, () => (sum += random.normal()));
        return { anchors, size: drawFrom(random, sizes) };
      });
    },
    apply(rows, drawn, { rowShape }) {
      const [steps, count] = seriesShape('drift', rowShape, channels);
      return mapSeries(rows, drawn, (from, to, draws) => {
        const curves = draws.map(({ anchors, size }) => driftCurve(anchors, size, steps));
        for (let channel = 0; channel < count; channel++) {
          const curve = curves[channel % curves.length]!;
          let largest = 0;
          for (let i = channel; i < from.length; i += count) {
            largest = Math.max(largest, Math.abs(from[i]!));
          }
          for (let step = 0; step < steps; step++) {
            const value = from[step * count + channel]!;
            to[step * count + channel] =
              kind === 'additive' ? value + curve[step]! * largest : value * (1 + curve[step]!);
          }
        }
      });
    },
  };
}

/** The drift at each step: 0 at first, ± size where it is farthest. The last anchor lies one step behind the end, as in tsaug. */
function driftCurve(anchors: readonly number[], size: number, steps: number): Float64Array {
  const curve = smoothCurve(anchors, steps, steps);
  const start = curve[0]!;
  let farthest = 0;
  for (let step = 0; step < steps; step++) {
    curve[step]! -= start;
    farthest = Math.max(farthest, Math.abs(curve[step]!));
  }
  if (farthest === 0) return curve;
  for (let step = 0; step < steps; step++) curve[step] = (curve[step]! / farthest) * size;
  return curve;
}
