import { checkClasses } from './inputs.js';

/**
 * Computes the Brier score, the mean squared difference between probabilities and outcomes:
 * for two classes (1/n) Σᵢ (pᵢ₁ − yᵢ)², 0 … 1; for more (1/n) Σᵢ Σₖ (pᵢₖ − [yᵢ = k])², 0 … 2, Brier's
 * original. Equal to scikit-learn's `brier_score_loss` (from 1.7 on, `scale_by_half='auto'`): with two
 * classes both columns err alike, and the sum is halved.
 *
 * Source: Brier (1950), "Verification of forecasts expressed in terms of probability".
 *
 * @param targets class indices, [n]
 * @param predictions class probabilities, [n × classes], row after row
 * @returns 0 …, lower is better
 * @throws RangeError if the arrays are empty or do not fit
 *
 * @example
 * ```ts
 * import { brier } from '@occam/evaluation';
 *
 * brier([0, 1], [0.9, 0.1, 0.6, 0.4]); // (0.01 + 0.36) / 2 = 0.185
 * ```
 */
export function brier(targets: ArrayLike<number>, predictions: ArrayLike<number>): number {
  const classes = checkClasses(targets, predictions);
  let sum = 0;
  for (let i = 0; i < predictions.length; i++) {
    const outcome = targets[Math.floor(i / classes)] === i % classes ? 1 : 0;
    sum += (predictions[i]! - outcome) ** 2;
  }
  return (classes === 2 ? sum / 2 : sum) / targets.length;
}
