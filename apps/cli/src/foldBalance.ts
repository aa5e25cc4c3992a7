import type { Dataset } from '@occam/datasets';
import type { Fold } from '@occam/split';

/** How alike the sides of a fold are. */
export interface FoldBalance {
  /** How many training rows there are. */
  readonly train: number;
  /** How many test rows there are. */
  readonly test: number;
  /** For classes: the largest difference between a class's share in the test and in all rows, 0 … 1. */
  readonly classGap?: number;
  /** For numbers: the mean of the target on each side. */
  readonly targetMean?: { readonly train: number; readonly test: number };
  /** How many test rows have a duplicate among the training rows. */
  readonly leaked: number;
}

/**
 * Prepares the judgement of folds of the same data.
 *
 * @param clusters the cluster of duplicates of each row, as `groupsFromDuplicates` numbers them
 */
export function foldBalance(data: Dataset, clusters: Int32Array): (fold: Fold) => FoldBalance {
  const { y, task, classCount, size } = data;
  const all = Array.from({ length: size }, (_, row) => row);
  const shares = (rows: ArrayLike<number>): Float64Array => {
    const counts = new Float64Array(classCount);
    for (let i = 0; i < rows.length; i++) counts[y.data[rows[i]!]!]! += 1 / rows.length;
    return counts;
  };
  const overall = task === 'classification' ? shares(all) : undefined;
  const mean = (rows: Uint32Array) =>
    rows.reduce((sum, row) => sum + y.data[row]!, 0) / rows.length;
  return ({ train, test }) => {
    const trained = new Set<number>();
    for (const row of train) trained.add(clusters[row]!);
    const leaked = test.reduce((sum, row) => sum + Number(trained.has(clusters[row]!)), 0);
    const sizes = { train: train.length, test: test.length, leaked };
    if (overall === undefined) {
      return { ...sizes, targetMean: { train: mean(train), test: mean(test) } };
    }
    const gaps = shares(test).map((share, index) => Math.abs(share - overall[index]!));
    return { ...sizes, classGap: gaps.reduce((a, b) => Math.max(a, b), 0) };
  };
}
