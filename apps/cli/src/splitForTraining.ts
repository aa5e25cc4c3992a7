import { createRng } from '@occam/core';
import type { Dataset } from '@occam/datasets';
import { trainTestSplit, type TrainTestSplitOptions } from '@occam/split';
import type { Settings } from './checkSettings.js';

/** The rows of a training run. */
export interface TrainingRows {
  /** The rows to fit. */
  readonly train: Uint32Array;
  /** The rows to watch while fitting; none without `validation`. */
  readonly validation: Uint32Array;
  /** The rows that only the final scores see. */
  readonly test: Uint32Array;
}

/**
 * Divides the rows for one training: test rows are held out first, then validation rows of what is left;
 * the latest rows where the data have times, else whole groups where they have groups, else at random, with
 * each class's share kept.
 *
 * @throws RangeError if a side would be empty or a class is too small to be on both sides
 */
export function splitForTraining(
  data: Dataset,
  { seed = 0, testSize = 0.3, validation }: Settings,
): TrainingRows {
  const rng = createRng(seed);
  const holdOut = (rows: Uint32Array, share: number, label: string) => {
    const { times, groups, y, task } = data;
    const of = <T>(values: ArrayLike<T>) => Array.from(rows, (row) => values[row]!);
    const seeded = { seed: rng.fork(label).int(2 ** 32) };
    let order: TrainTestSplitOptions = seeded;
    if (times) order = { times: of(times) };
    else if (groups) order = { ...seeded, groups: of<string | number>(groups) };
    else if (task === 'classification') order = { ...seeded, stratify: of(y.data) };
    const { train, test } = trainTestSplit(rows.length, { testSize: share, ...order });
    return { kept: train.map((i) => rows[i]!), held: test.map((i) => rows[i]!) };
  };
  const all = Uint32Array.from({ length: data.size }, (_, row) => row);
  const { kept, held: test } = holdOut(all, testSize, 'test');
  if (validation === undefined) return { train: kept, validation: new Uint32Array(0), test };
  const { kept: train, held } = holdOut(kept, validation, 'validation');
  return { train, validation: held, test };
}
