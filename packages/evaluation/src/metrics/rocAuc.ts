import { checkClasses } from './inputs.js';

/**
 * Computes the area under the receiver operating characteristic: the probability that a row of the
 * class gets a higher score for it than a row of another class, a tie counting ½. With two classes the
 * score is the probability of class 1; with more, each class is held against the rest and the areas are
 * averaged, unweighted. By ranks R (Hanley and McNeil 1982), equal scores sharing their mean rank:
 *
 *     AUC = (Σ R(rows of the class) − n₁·(n₁ + 1)/2) / (n₁·n₀)
 *
 * Equal to scikit-learn's `roc_auc_score` (`multi_class='ovr', average='macro'`).
 *
 * @param targets class indices, [n]
 * @param predictions class probabilities, [n × classes], row after row
 * @returns 0 … 1, higher is better; ½ for a guess. NaN, as there is no such pair, if a class has no rows or all
 * @throws RangeError if the arrays are empty or do not fit
 *
 * @example
 * ```ts
 * import { rocAuc } from '@occam/evaluation';
 *
 * rocAuc([0, 1, 1], [0.8, 0.2, 0.9, 0.1, 0.4, 0.6]); // 0.5
 * ```
 */
export function rocAuc(targets: ArrayLike<number>, predictions: ArrayLike<number>): number {
  const classes = checkClasses(targets, predictions);
  if (classes === 2) return areaOfClass(1, targets, predictions, classes);
  let sum = 0;
  for (let k = 0; k < classes; k++) sum += areaOfClass(k, targets, predictions, classes);
  return sum / classes;
}

function areaOfClass(
  k: number,
  targets: ArrayLike<number>,
  predictions: ArrayLike<number>,
  classes: number,
): number {
  const n = targets.length;
  const score = (row: number) => predictions[row * classes + k]!;
  const rows = Uint32Array.from({ length: n }, (_, row) => row).sort((a, b) => score(a) - score(b));
  let positives = 0;
  let rankSum = 0;
  for (let start = 0, end = 0; start < n; start = end) {
    let tied = 0;
    for (; end < n && score(rows[end]!) === score(rows[start]!); end++) {
      if (targets[rows[end]!] === k) tied += 1;
    }
    positives += tied;
    rankSum += (tied * (start + 1 + end)) / 2;
  }
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * (n - positives));
}
