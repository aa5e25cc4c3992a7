import type { SortedColumn } from './sortedColumn.js';

/**
 * Measures how well a column alone predicts a number: R² of predicting each row's target from the mean of
 * the other rows with its value, if there are at least four others, and else from the mean targets of the
 * next smaller and the next larger value, by a straight line between them (a value is left out as a
 * whole, so that copies of a row do not vouch for each other; the two ends are not predicted then).
 *
 *     R² = 1 − Σ(y − ŷ)² / Σ(y − ȳ)², over the rows that are predicted
 *
 * @returns at most 1; undefined if fewer than 10 rows are predicted, or their targets are all equal
 */
export function regressionScore(
  { rows, values, starts, missing }: SortedColumn,
  targets: Float64Array,
): number | undefined {
  const runs = values.length;
  const sums = new Float64Array(runs);
  for (let run = 0; run < runs; run++) {
    for (let i = starts[run]!; i < starts[run + 1]!; i++) sums[run]! += targets[rows[i]!]!;
  }
  const size = (run: number) => starts[run + 1]! - starts[run]!;
  const mean = (run: number) => sums[run]! / size(run);

  let count = 0;
  let average = 0;
  let spread = 0;
  let error = 0;
  function add(target: number, predicted: number): void {
    // Welford's update (1962).
    count++;
    const delta = target - average;
    average += delta / count;
    spread += delta * (target - average);
    error += (target - predicted) ** 2;
  }

  function addRun(some: Uint32Array, sum: number): void {
    for (const row of some) {
      add(targets[row]!, (sum - targets[row]!) / (some.length - 1));
    }
  }

  for (let run = 0; run < runs; run++) {
    const some = rows.subarray(starts[run], starts[run + 1]);
    if (some.length >= LEAST_RUN) addRun(some, sums[run]!);
    else if (run > 0 && run + 1 < runs) {
      const share = (values[run]! - values[run - 1]!) / (values[run + 1]! - values[run - 1]!);
      const predicted = (1 - share) * mean(run - 1) + share * mean(run + 1);
      for (const row of some) add(targets[row]!, predicted);
    }
  }
  if (missing.length >= LEAST_RUN) {
    addRun(
      missing,
      missing.reduce((sum, row) => sum + targets[row]!, 0),
    );
  }
  return count >= LEAST_ROWS && spread > 0 ? 1 - error / spread : undefined;
}

const LEAST_RUN = 5;
const LEAST_ROWS = 10;
