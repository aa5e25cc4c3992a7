import type { Dataset } from '@occam/datasets';
import type { Splitter } from '@occam/split';

/** From when to when the rows of a fold were observed: [first, last], in the unit of the data's times. */
export interface FoldTimes {
  /** Of the training rows. */
  readonly train: readonly [first: number, last: number];
  /** Of the test rows. */
  readonly test: readonly [first: number, last: number];
}

/** Tells the times of each fold, so that one can see that none trains on what comes after its test rows. */
export function foldTimes(data: Dataset, splitter: Splitter): FoldTimes[] | undefined {
  const { times, groups, y, size } = data;
  if (times === undefined) return undefined;
  const range = (rows: Uint32Array): [number, number] => {
    let [first, last] = [Infinity, -Infinity];
    for (const row of rows) {
      first = Math.min(first, times[row]!);
      last = Math.max(last, times[row]!);
    }
    return [first, last];
  };
  return Array.from(splitter.split(size, { labels: y.data, groups, times }), ({ train, test }) => ({
    train: range(train),
    test: range(test),
  }));
}
