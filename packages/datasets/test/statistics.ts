import { expect } from 'vitest';
import type { GeneratedDataset } from '../src/index.js';

/** Asserts that a share of n independent rows lies within 5 standard errors of its probability. */
export function expectShare(share: number, probability: number, n: number): void {
  const error = Math.sqrt((probability * (1 - probability)) / n);
  expect(Math.abs(share - probability), `${share} for ${probability}`).toBeLessThan(5 * error);
}

/** Asserts that the mean of n numbers of a standard deviation lies within 5 standard errors of the expected one. */
export function expectMean(values: readonly number[], mean: number, std: number): void {
  const got = values.reduce((sum, value) => sum + value, 0) / values.length;
  expect(Math.abs(got - mean), `${got} for ${mean}`).toBeLessThan(
    (5 * std) / Math.sqrt(values.length),
  );
}

/**
 * Asserts that what the dataset says of itself is so: who answers the most probable class errs as often as its Bayes
 * error says, and each probability is the share of rows that are of the class.
 */
export function expectTruthful(data: GeneratedDataset, bayesError: number): void {
  const classes = data.classCount;
  const shares = data.truth(data.x).data;
  const sums = Array.from({ length: 5 }, () => ({ rows: 0, probability: 0, hits: 0, variance: 0 }));
  let wrong = 0;
  let unequal = 0;
  for (let row = 0; row < data.size; row++) {
    const of = shares.subarray(row * classes, (row + 1) * classes);
    let sum = -1;
    for (const share of of) sum += share;
    unequal = Math.max(unequal, Math.abs(sum));
    if (of.indexOf(Math.max(...of)) !== data.y.data[row]) wrong++;
    const last = of[classes - 1]!;
    const bin = sums[Math.min(4, Math.floor(last * 5))]!;
    bin.rows++;
    bin.probability += last;
    bin.variance += last * (1 - last);
    if (data.y.data[row] === classes - 1) bin.hits++;
  }
  expect(unequal).toBeLessThan(1e-5);
  expectShare(wrong / data.size, bayesError, data.size);
  for (const { probability, hits, variance } of sums) {
    expect(Math.abs(hits - probability)).toBeLessThan(5 * Math.sqrt(variance) + 0.5);
  }
}

/** The values of a column. */
export function column({ x }: Pick<GeneratedDataset, 'x'>, j: number): number[] {
  const width = x.shape[1]!;
  return Array.from({ length: x.shape[0]! }, (_, row) => x.data[row * width + j]!);
}
