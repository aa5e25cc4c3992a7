import type { Seed } from '@occam/core';
import type { Dataset } from '@occam/datasets';
import { KFold, StratifiedKFold, TimeSeriesSplit, type Splitter } from '@occam/split';

/**
 * Chooses the splitter that suits the data, ten folds each: a TimeSeriesSplit if the rows have times, a
 * shuffled StratifiedKFold for classes, a shuffled KFold for numbers.
 *
 * @param seed decides the shuffling
 * @throws RangeError if the rows have groups: they need a splitter that keeps groups together
 *
 * @example
 * ```ts
 * import { digits } from '@occam/datasets';
 * import { defaultSplitter } from '@occam/evaluation';
 *
 * const data = digits(100);
 * const labels = data.y.data;
 * const folds = [...defaultSplitter(data, 1).split(data.size, { labels })];
 * ```
 */
export function defaultSplitter(data: Dataset, seed: Seed): Splitter {
  if (data.groups !== undefined) {
    throw new RangeError(
      'the data have groups, and no default splitter keeps a group on one side of a split: ' +
        'pass a splitter that does, or leave out the groups if rows of a group are independent',
    );
  }
  if (data.times !== undefined) return new TimeSeriesSplit({ nSplits: 10 });
  const options = { nSplits: 10, shuffle: true, seed };
  return data.task === 'classification' ? new StratifiedKFold(options) : new KFold(options);
}
