import { classCounts } from './classCounts.js';

/**
 * Computes the share of rows whose most probable class is the target: (1/n) Σᵢ [argmaxₖ pᵢₖ = yᵢ].
 * Equal to scikit-learn's `accuracy_score` of the argmax.
 *
 * @param targets class indices, [n]
 * @param predictions class probabilities, [n × classes], row after row
 * @returns 0 … 1, higher is better
 * @throws RangeError if the arrays are empty or do not fit
 *
 * @example
 * ```ts
 * import { accuracy } from '@occam/evaluation';
 *
 * accuracy([0, 1], [0.9, 0.1, 0.6, 0.4]); // 0.5
 * ```
 */
export function accuracy(targets: ArrayLike<number>, predictions: ArrayLike<number>): number {
  const { correct } = classCounts(targets, predictions);
  return correct.reduce((sum, count) => sum + count, 0) / targets.length;
}
