import type { Rng } from '@occam/core';

/**
 * Deals rows to folds for cross fitting, as scikit-learn's KFold, or its StratifiedKFold where classes are given: there
 * every fold gets each class's share.
 *
 * @param n how many rows there are, at least `folds`
 * @param classes the class of each row, by order of first appearance; undefined for numbers
 * @param rng shuffles the rows (of each class); undefined leaves them in order
 * @returns the fold of each row, shape [n]
 */
export function crossFitFolds(
  n: number,
  folds: number,
  classes: Int32Array | undefined,
  rng: Rng | undefined,
): Int32Array {
  const foldOf = new Int32Array(n);
  if (classes === undefined) {
    const order = rng?.permutation(n) ?? Uint32Array.from({ length: n }, (_, row) => row);
    let row = 0;
    for (let fold = 0; fold < folds; fold++) {
      const size = Math.floor(n / folds) + (fold < n % folds ? 1 : 0);
      for (const end = row + size; row < end; row++) foldOf[order[row]!] = fold;
    }
    return foldOf;
  }
  // Fold i gets as many rows of a class as there are among every folds-th row, from the i-th on, in class order.
  const sorted = classes.slice().sort();
  const count = sorted.at(-1)! + 1;
  const hands = Array.from({ length: count }, () => [] as number[]);
  for (let fold = 0; fold < folds; fold++) {
    for (let i = fold; i < n; i += folds) hands[sorted[i]!]!.push(fold);
  }
  for (const hand of hands) rng?.shuffle(hand);
  const dealt = new Int32Array(count);
  for (let row = 0; row < n; row++) {
    const label = classes[row]!;
    foldOf[row] = hands[label]![dealt[label]!++]!;
  }
  return foldOf;
}
