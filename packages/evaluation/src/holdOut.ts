import type { Seed } from '@occam/core';
import type { Dataset } from '@occam/datasets';
import { trainTestSplit } from '@occam/split';

/** How {@link holdOut} chooses rows. */
export interface HoldOutOptions {
  /** The share of the rows to hold out, above 0 and below 1. */
  readonly fraction: number;
  /** Decides which rows, where chance does. */
  readonly seed: Seed;
  /** Whether to hold out the latest rows: by the data's times, or else by their order. */
  readonly latest: boolean;
}

/**
 * Divides the training rows of a fold into rows to fit and rows to validate on while fitting: the latest
 * ones of a time series, whole groups where the data have groups, else at random, with each class's
 * share kept.
 *
 * @throws RangeError if a side would be empty, or a row comes twice and could be on both sides
 */
export function holdOut(
  rows: Uint32Array,
  data: Dataset,
  { fraction, seed, latest }: HoldOutOptions,
): { train: Uint32Array; validation: Uint32Array } {
  if (new Set(rows).size < rows.length) {
    throw new RangeError(
      'validation rows cannot be held out of training rows that come more than once: they would be on both sides',
    );
  }
  const { groups, times, y, task } = data;
  const n = rows.length;
  const testSize = fraction;
  let split;
  if (latest) {
    const moments = Float64Array.from(rows, (row) => times?.[row] ?? row);
    split = trainTestSplit(n, { testSize, times: moments });
  } else if (groups !== undefined) {
    split = trainTestSplit(n, { testSize, seed, groups: Array.from(rows, (row) => groups[row]!) });
  } else if (task === 'classification') {
    split = trainTestSplit(n, {
      testSize,
      seed,
      stratify: Int32Array.from(rows, (row) => y.data[row]!),
    });
  } else {
    split = trainTestSplit(n, { testSize, seed });
  }
  return {
    train: split.train.map((position) => rows[position]!),
    validation: split.test.map((position) => rows[position]!),
  };
}
