import { checkNumbers } from './inputs.js';

/**
 * Computes the coefficient of determination R² = 1 − Σᵢ (yᵢ − ŷᵢ)² / Σᵢ (yᵢ − ȳ)², ȳ being the mean of
 * the targets scored: 1 is perfect, 0 is no better than that mean, below 0 is worse. Constant targets
 * give 1 if every prediction is exact and 0 otherwise. Equal to scikit-learn's `r2_score`.
 *
 * @param targets numbers, [n]
 * @param predictions predicted numbers, [n]
 * @returns −∞ … 1, higher is better. NaN for one row alone, which has no variance to explain
 * @throws RangeError if the arrays are empty or do not fit
 *
 * @example
 * ```ts
 * import { r2 } from '@occam/evaluation';
 *
 * r2([1, 2, 3], [1, 2, 4]); // 1 − 1/2 = 0.5
 * ```
 */
export function r2(targets: ArrayLike<number>, predictions: ArrayLike<number>): number {
  checkNumbers(targets, predictions);
  const n = targets.length;
  if (n < 2) return NaN;
  let sum = 0;
  for (let row = 0; row < n; row++) sum += targets[row]!;
  const mean = sum / n;
  let residual = 0;
  let total = 0;
  for (let row = 0; row < n; row++) {
    residual += (targets[row]! - predictions[row]!) ** 2;
    total += (targets[row]! - mean) ** 2;
  }
  if (total === 0) return residual === 0 ? 1 : 0;
  return 1 - residual / total;
}
