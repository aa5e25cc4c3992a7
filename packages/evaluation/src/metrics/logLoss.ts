import { checkClasses } from './inputs.js';

/**
 * Computes the mean negative logarithm of the probability that was given to the true class:
 * −(1/n) Σᵢ ln p(i, yᵢ), in nats. Probabilities are clipped to [ε, 1 − ε], ε being the machine epsilon of
 * the predictions' type (2⁻²³ for a Float32Array, else 2⁻⁵²), so one sure mistake costs 15.9 or 36
 * instead of infinity. Equal to scikit-learn's `log_loss`.
 *
 * @param targets class indices, [n]
 * @param predictions class probabilities, [n × classes], row after row
 * @returns 0 …, lower is better; ln(classes) for a guess
 * @throws RangeError if the arrays are empty or do not fit
 *
 * @example
 * ```ts
 * import { logLoss } from '@occam/evaluation';
 *
 * logLoss([0, 1], [0.5, 0.5, 0.5, 0.5]); // ln 2 = 0.693…
 * ```
 */
export function logLoss(targets: ArrayLike<number>, predictions: ArrayLike<number>): number {
  const classes = checkClasses(targets, predictions);
  const epsilon = predictions instanceof Float32Array ? 2 ** -23 : Number.EPSILON;
  let sum = 0;
  for (let row = 0; row < targets.length; row++) {
    const p = predictions[row * classes + targets[row]!]!;
    sum -= Math.log(Math.min(Math.max(p, epsilon), 1 - epsilon));
  }
  return sum / targets.length;
}
