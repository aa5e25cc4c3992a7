import type { Seed } from '@occam/core';
import type { Dataset } from '@occam/datasets';
import {
  GroupKFold,
  GroupTimeSeriesSplit,
  KFold,
  StratifiedGroupKFold,
  StratifiedKFold,
  TimeSeriesSplit,
  type Splitter,
} from '@occam/split';

/**
 * Chooses the splitter that suits the data, ten folds each:
 *
 * | the rows have    | classes              | numbers              |
 * | ---------------- | -------------------- | -------------------- |
 * | no more          | StratifiedKFold      | KFold                |
 * | groups           | StratifiedGroupKFold | GroupKFold           |
 * | times            | TimeSeriesSplit      | TimeSeriesSplit      |
 * | groups and times | GroupTimeSeriesSplit | GroupTimeSeriesSplit |
 *
 * The first two rows are shuffled by the seed. The last one keeps both promises at once, that no group is
 * parted and that nothing later than the test is trained on; where all groups run all the time it cannot,
 * and its error says which splitter answers which question.
 *
 * @param seed decides the shuffling
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
  const grouped = data.groups !== undefined;
  if (data.times !== undefined) {
    return grouped
      ? new GroupTimeSeriesSplit({ nSplits: 10 })
      : new TimeSeriesSplit({ nSplits: 10 });
  }
  const options = { nSplits: 10, shuffle: true, seed };
  if (data.task === 'classification') {
    return grouped ? new StratifiedGroupKFold(options) : new StratifiedKFold(options);
  }
  return grouped ? new GroupKFold(options) : new KFold(options);
}
