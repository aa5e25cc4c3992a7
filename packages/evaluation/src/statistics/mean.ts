/**
 * Computes the arithmetic mean (1/k) Σ vᵢ.
 *
 * @returns NaN for no values
 *
 * @example
 * ```ts
 * import { mean } from '@occam/evaluation';
 *
 * mean([0.8, 0.9]); // 0.85
 * ```
 */
export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}
