import { checkInteger, checkOptions } from '@occam/core';
import type { SampleRandom } from '../sampleRandom.js';
import type { Transform } from '../transform.js';
import { checkChannels, mapSeries, seriesShape, type SeriesOptions } from './seriesRows.js';

/** What {@link permutation} takes. */
export interface PermutationOptions extends SeriesOptions {
  /** Into how many segments a series is cut, at least 1. Default 4. */
  segments?: number | undefined;
  /** How many steps a segment has at least, at least 1. Default 1. */
  minLength?: number | undefined;
}

/** What is drawn for one series of {@link permutation}. */
export interface PermutationDraw {
  /** Where the segments start, ascending from 0. */
  readonly starts: readonly number[];
  /** The segments in their new order. */
  readonly order: readonly number[];
}

/**
 * Cuts a series into segments of random lengths, all that are allowed equally likely, and puts them together in another order. For
 * series in which it says little what came first.
 *
 * Source: Um et al. (2017), whose segments have at least 10 steps.
 *
 * @throws TypeError or RangeError if an option is unknown, of another type or out of range, or a series is too short
 *
 * @example
 * ```ts
 * import { augment, permutation } from '@occam/augmentation';
 *
 * const pipeline = augment([permutation({ segments: 3, channels: 1 })], { seed: 1 });
 * ```
 */
export function permutation(options: PermutationOptions = {}): Transform<PermutationDraw> {
  checkOptions('permutation', options, ['segments', 'minLength', 'channels']);
  const { segments = 4, minLength = 1, channels } = options;
  checkInteger('segments', segments, { min: 1 });
  checkInteger('minLength', minLength, { min: 1 });
  checkChannels(options);
  return {
    className: 'permutation',
    on: 'rows',
    getConfig: () => ({ segments, minLength, ...(channels !== undefined && { channels }) }),
    draw(random, { rowShape }) {
      const [steps] = seriesShape('permutation', rowShape, channels);
      if (segments * minLength > steps) {
        throw new RangeError(
          `permutation cannot cut ${steps} steps into ${segments} segments of at least ${minLength}: ask for fewer or shorter ones`,
        );
      }
      return {
        starts: cuts(random, steps, segments, minLength),
        order: shuffled(random, segments),
      };
    },
    apply(rows, drawn, { rowShape }) {
      const [, count] = seriesShape('permutation', rowShape, channels);
      return mapSeries(rows, drawn, (from, to, { starts, order }) => {
        let at = 0;
        for (const segment of order) {
          const end = (starts[segment + 1] ?? from.length / count) * count;
          const part = from.subarray(starts[segment]! * count, end);
          to.set(part, at);
          at += part.length;
        }
      });
    },
  };
}

/**
 * Cuts at random: segments − 1 of the places 1 … free + segments − 1 without repetition (Floyd), which the least lengths then pull
 * apart.
 */
function cuts(random: SampleRandom, steps: number, segments: number, minLength: number): number[] {
  const free = steps - segments * minLength;
  const chosen = new Set<number>();
  for (let top = free + 1; top < free + segments; top++) {
    const place = 1 + random.int(top);
    chosen.add(chosen.has(place) ? top : place);
  }
  const ascending = [...chosen].sort((a, b) => a - b);
  return [0, ...ascending.map((place, i) => place - (i + 1) + (i + 1) * minLength)];
}

function shuffled(random: SampleRandom, n: number): number[] {
  const order = Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = random.int(i + 1);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}
