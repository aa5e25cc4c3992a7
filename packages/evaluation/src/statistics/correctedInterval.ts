import { checkNumber, checkOptions } from '@occam/core';
import { mean } from './mean.js';
import { standardDeviation } from './standardDeviation.js';
import { studentTQuantile } from './studentTQuantile.js';

/** The options of {@link correctedInterval}. */
export interface CorrectedIntervalOptions {
  /** Test rows per training row of a fold, n₂/n₁, above 0: 1/9 for 10 folds. */
  readonly testTrainRatio: number;
  /** The confidence level, above 0 and below 1. Default 0.95. */
  readonly level?: number | undefined;
}

/**
 * Computes a confidence interval for the mean score of a cross-validation that takes into account that
 * the training sets overlap. Scores of k folds are correlated, so s²/k, the variance of a mean of
 * independent scores, is far too small; with the correlation n₂/(n₁ + n₂) that Nadeau and Bengio
 * propose, n₁ training and n₂ test rows a fold, the interval is
 *
 *     v̄ ± t(k − 1; (1 + level)/2) · √((1/k + n₂/n₁) · s²),     s² = Σ (vᵢ − v̄)² / (k − 1)
 *
 * It is about the mean score of the training procedure on training sets of this size. It was derived for
 * repeated random splits, is a good approximation for k folds, and a rough one where training sets grow
 * from fold to fold as in a time series.
 *
 * Source: Nadeau and Bengio (2003), "Inference for the generalization error", Machine Learning 52.
 *
 * @param scores one test score for each fold, [k]
 * @returns [low, high]; both NaN for fewer than two scores
 * @throws TypeError or RangeError if an option is unknown or out of range
 *
 * @example
 * ```ts
 * import { correctedInterval } from '@occam/evaluation';
 *
 * const [low, high] = correctedInterval([0.81, 0.86, 0.79, 0.9], { testTrainRatio: 1 / 3 });
 * ```
 */
export function correctedInterval(
  scores: ArrayLike<number>,
  options: CorrectedIntervalOptions,
): [low: number, high: number] {
  checkOptions('correctedInterval', options, ['testTrainRatio', 'level']);
  const { testTrainRatio, level = 0.95 } = options;
  checkNumber('testTrainRatio', testTrainRatio, { above: 0 });
  checkNumber('level', level, { above: 0, below: 1 });
  const k = scores.length;
  if (k < 2) return [NaN, NaN];
  const center = mean(scores);
  const standardError = Math.sqrt(1 / k + testTrainRatio) * standardDeviation(scores);
  const margin = studentTQuantile((1 + level) / 2, k - 1) * standardError;
  return [center - margin, center + margin];
}
