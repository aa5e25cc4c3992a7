import { checkNumbers } from './inputs.js';

/**
 * Computes the mean absolute error (1/n) Σᵢ |yᵢ − ŷᵢ|. Equal to scikit-learn's `mean_absolute_error`.
 *
 * @param targets numbers, [n]
 * @param predictions predicted numbers, [n]
 * @returns 0 …, lower is better, in the target's unit
 * @throws RangeError if the arrays are empty or do not fit
 *
 * @example
 * ```ts
 * import { mae } from '@occam/evaluation';
 *
 * mae([1, 2], [1, 4]); // 1
 * ```
 */
export function mae(targets: ArrayLike<number>, predictions: ArrayLike<number>): number {
  checkNumbers(targets, predictions);
  let sum = 0;
  for (let row = 0; row < targets.length; row++) sum += Math.abs(targets[row]! - predictions[row]!);
  return sum / targets.length;
}
