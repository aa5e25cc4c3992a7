import { checkNumbers } from './inputs.js';

/**
 * Computes the mean squared error (1/n) Σᵢ (yᵢ − ŷᵢ)². Equal to scikit-learn's `mean_squared_error`.
 *
 * @param targets numbers, [n]
 * @param predictions predicted numbers, [n]
 * @returns 0 …, lower is better, in the target's unit squared
 * @throws RangeError if the arrays are empty or do not fit
 *
 * @example
 * ```ts
 * import { mse } from '@occam/evaluation';
 *
 * mse([1, 2], [1, 4]); // 2
 * ```
 */
export function mse(targets: ArrayLike<number>, predictions: ArrayLike<number>): number {
  checkNumbers(targets, predictions);
  let sum = 0;
  for (let row = 0; row < targets.length; row++) sum += (targets[row]! - predictions[row]!) ** 2;
  return sum / targets.length;
}
