import { classCounts } from './classCounts.js';

/**
 * Computes the mean over classes of the share of a class's rows that are recognized (recall), so that
 * rare classes weigh as much as frequent ones. Classes without a row among the targets are left out.
 * Equal to scikit-learn's `balanced_accuracy_score`.
 *
 * @param targets class indices, [n]
 * @param predictions class probabilities, [n × classes], row after row
 * @returns 0 … 1, higher is better; 1 / classes for a guess
 * @throws RangeError if the arrays are empty or do not fit
 *
 * @example
 * ```ts
 * import { balancedAccuracy } from '@occam/evaluation';
 *
 * balancedAccuracy([0, 0, 0, 1], [0.9, 0.1, 0.9, 0.1, 0.9, 0.1, 0.9, 0.1]); // 0.5
 * ```
 */
export function balancedAccuracy(
  targets: ArrayLike<number>,
  predictions: ArrayLike<number>,
): number {
  const { actual, correct } = classCounts(targets, predictions);
  let recalls = 0;
  let present = 0;
  for (const [k, rows] of actual.entries()) {
    if (rows === 0) continue;
    recalls += correct[k]! / rows;
    present += 1;
  }
  return recalls / present;
}
