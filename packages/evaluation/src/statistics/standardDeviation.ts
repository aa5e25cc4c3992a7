import { mean } from './mean.js';

/**
 * Computes the sample standard deviation √(Σ (vᵢ − v̄)² / (k − 1)), with k − 1 because the mean is
 * estimated from the same values.
 *
 * @returns NaN for fewer than two values
 *
 * @example
 * ```ts
 * import { standardDeviation } from '@occam/evaluation';
 *
 * standardDeviation([1, 3]); // √2
 * ```
 */
export function standardDeviation(values: ArrayLike<number>): number {
  const k = values.length;
  if (k < 2) return NaN;
  const center = mean(values);
  let squares = 0;
  for (let i = 0; i < k; i++) squares += (values[i]! - center) ** 2;
  return Math.sqrt(squares / (k - 1));
}
