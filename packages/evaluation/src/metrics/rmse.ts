import { mse } from './mse.js';

/**
 * Computes the root of the mean squared error, √((1/n) Σᵢ (yᵢ − ŷᵢ)²). Equal to scikit-learn's
 * `root_mean_squared_error`.
 *
 * @param targets numbers, [n]
 * @param predictions predicted numbers, [n]
 * @returns 0 …, lower is better, in the target's unit
 * @throws RangeError if the arrays are empty or do not fit
 *
 * @example
 * ```ts
 * import { rmse } from '@occam/evaluation';
 *
 * rmse([1, 2], [1, 4]); // √2 = 1.414…
 * ```
 */
export function rmse(targets: ArrayLike<number>, predictions: ArrayLike<number>): number {
  return Math.sqrt(mse(targets, predictions));
}
