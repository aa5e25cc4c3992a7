import { classCounts } from './classCounts.js';

/**
 * Computes the mean over classes of F₁ = 2·TP / (2·TP + FP + FN), the harmonic mean of precision and
 * recall. A class that is a target but never predicted, or predicted but never a target, counts as 0;
 * one that is neither is left out. Equal to scikit-learn's `f1_score(average='macro', zero_division=0)`.
 *
 * @param targets class indices, [n]
 * @param predictions class probabilities, [n × classes], row after row
 * @returns 0 … 1, higher is better
 * @throws RangeError if the arrays are empty or do not fit
 *
 * @example
 * ```ts
 * import { macroF1 } from '@occam/evaluation';
 *
 * macroF1([0, 1], [0.9, 0.1, 0.6, 0.4]); // (2/3 + 0) / 2 = 0.333…
 * ```
 */
export function macroF1(targets: ArrayLike<number>, predictions: ArrayLike<number>): number {
  const { actual, predicted, correct } = classCounts(targets, predictions);
  let sum = 0;
  let present = 0;
  for (const [k, rows] of actual.entries()) {
    // 2·TP + FP + FN: each row of the class and each row predicted to be so counts once.
    const rowsAndPredictions = rows + predicted[k]!;
    if (rowsAndPredictions === 0) continue;
    sum += (2 * correct[k]!) / rowsAndPredictions;
    present += 1;
  }
  return sum / present;
}
