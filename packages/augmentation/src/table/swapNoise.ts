import { checkNumber, checkOptions, rowSize } from '@occam/core';
import { randomFields } from '../randomFields.js';
import { SampleRandom } from '../sampleRandom.js';
import type { Transform } from '../transform.js';

/** What {@link swapNoise} takes. */
export interface SwapNoiseOptions {
  /** The share of the features that are replaced, 0 … 1. Default 0.15. */
  rate?: number | undefined;
}

/**
 * Replaces single features by those of other training rows: each with probability `rate` by the same feature of a row drawn for it
 * alone, others in each epoch. So a feature keeps its distribution, whether it is a number, a count or a code, and only what goes
 * together changes. The target stays.
 *
 * Source: Jahrer (2017), first place in "Porto Seguro's safe driver prediction" (Kaggle), with a rate of 0.15.
 *
 * @throws TypeError or RangeError if an option is unknown, of another type or out of range
 *
 * @example
 * ```ts
 * import { augment, swapNoise } from '@occam/augmentation';
 *
 * const pipeline = augment([swapNoise({ rate: 0.15 })], { seed: 1 });
 * ```
 */
export function swapNoise(options: SwapNoiseOptions = {}): Transform<[number, number]> {
  checkOptions('swapNoise', options, ['rate']);
  const { rate = 0.15 } = options;
  checkNumber('rate', rate, { min: 0, max: 1 });
  return {
    className: 'swapNoise',
    on: 'rows',
    getConfig: () => ({ rate }),
    draw: (random) => random.key(),
    apply({ x, y }, keys, { take, size }) {
      const data = Float32Array.from(x.data);
      const width = rowSize(x);
      // Where a number is replaced, and by which of the rows to take.
      const replaced: number[] = [];
      const from: number[] = [];
      const places = new Map<number, number>();
      randomFields('uniform', width, keys, (uniform, row) => {
        const random = new SampleRandom(keys[row]!, 0, 0);
        for (let i = 0; i < width; i++) {
          if (uniform[i]! >= rate) continue;
          const partner = random.int(size);
          if (!places.has(partner)) places.set(partner, places.size);
          replaced.push(row * width + i);
          from.push(places.get(partner)!);
        }
      });
      if (replaced.length > 0) {
        const partners = take(Uint32Array.from(places.keys())).x.data;
        replaced.forEach((at, i) => (data[at] = partners[from[i]! * width + (at % width)]!));
      }
      return { x: { data, shape: x.shape }, y };
    },
  };
}
