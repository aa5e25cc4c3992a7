import type { Rng } from '@occam/core';
import { chronologicalOrder } from './chronologicalOrder.js';
import type { Classes } from './classes.js';
import { pairwiseSum } from './pairwiseSum.js';
import { shuffledOctaves } from './shuffledOctaves.js';
import { sortedClasses } from './sortedClasses.js';

/**
 * Deals whole groups to folds so that every class is spread evenly, greedily as scikit-learn does:
 *
 *     for each group from the one with the most uneven class counts (by standard deviation) to the least:
 *       for each fold: unevenness = mean over classes c of the standard deviation over the folds of
 *         (rows of c in the fold, the group's added to this one) / (rows of c)
 *       give it to the fold with the least unevenness; of nearly equal ones to the one with fewer rows
 *
 * Sums run in NumPy's order, because scikit-learn's choice among equal folds may hang on the last bit.
 * Unlike there no fold stays empty: when there are only as many groups left as empty folds, these get them.
 *
 * @param rng deals groups of about equal unevenness in random order and numbers the folds at random
 * @returns the fold of each group, shape [groups]
 */
export function dealStratifiedGroups(
  groups: Classes,
  classes: Classes,
  folds: number,
  rng: Rng | undefined,
): Uint32Array {
  const sorted = sortedClasses(groups);
  const table = countTable(groups, sorted, classes);
  const classCount = classes.values.length;
  const unevenness = Float64Array.from(sorted, (_, rank) =>
    deviation(table.slice(rank * classCount, (rank + 1) * classCount)),
  );
  const order = rng
    ? shuffledOctaves(unevenness, rng)
    : chronologicalOrder(unevenness.map((value) => -value));

  const totals = sortedClasses(classes).map((code) => classes.counts[code]!);
  const chooser = foldChooser(totals, folds);
  const numbers = rng?.permutation(folds);
  const foldOf = new Uint32Array(order.length);
  for (const [position, rank] of order.entries()) {
    const counts = table.subarray(rank * classCount, (rank + 1) * classCount);
    const fold = chooser.choose(counts, order.length - position);
    foldOf[sorted[rank]!] = numbers ? numbers[fold]! : fold;
  }
  return foldOf;
}

/** The rows of each group and class, both in sorted order, row-major, shape [groups, classes]. */
function countTable(groups: Classes, sorted: Uint32Array, classes: Classes): Float64Array {
  const classCount = classes.values.length;
  const rankOfGroup = ranks(sorted);
  const rankOfClass = ranks(sortedClasses(classes));
  const table = new Float64Array(sorted.length * classCount);
  for (let row = 0; row < groups.codes.length; row++) {
    table[rankOfGroup[groups.codes[row]!]! * classCount + rankOfClass[classes.codes[row]!]!]!++;
  }
  return table;
}

function ranks(order: Uint32Array): Uint32Array {
  const rankOf = new Uint32Array(order.length);
  for (let rank = 0; rank < order.length; rank++) rankOf[order[rank]!] = rank;
  return rankOf;
}

/** Keeps what the folds hold, and finds the best one for the next group. */
function foldChooser(totals: Uint32Array, folds: number) {
  const classCount = totals.length;
  const counts = new Float64Array(folds * classCount);
  const shares = new Float64Array(folds * classCount);
  const rows = new Float64Array(folds);
  const column = new Float64Array(folds);
  const deviations = new Float64Array(classCount);

  function unevennessWith(fold: number, group: Float64Array): number {
    for (let c = 0; c < classCount; c++) {
      for (let f = 0; f < folds; f++) column[f] = shares[f * classCount + c]!;
      column[fold] = (counts[fold * classCount + c]! + group[c]!) / totals[c]!;
      // NumPy adds row to row, but sums a single column pairwise.
      deviations[c] = deviation(column, classCount === 1 ? pairwiseSum : plainSum);
    }
    return pairwiseSum(deviations) / classCount;
  }

  function best(group: Float64Array, onlyEmpty: boolean): number {
    let chosen = -1;
    let least = Infinity;
    let fewest = Infinity;
    for (let fold = 0; fold < folds; fold++) {
      if (onlyEmpty && rows[fold]! > 0) continue;
      const unevenness = unevennessWith(fold, group);
      const nearlyEqual = Math.abs(unevenness - least) <= 1e-8 + 1e-5 * least;
      if (unevenness < least || (nearlyEqual && rows[fold]! < fewest)) {
        chosen = fold;
        least = unevenness;
        fewest = rows[fold]!;
      }
    }
    return chosen;
  }

  function choose(group: Float64Array, groupsLeft: number): number {
    let fold = best(group, false);
    const mustFill = rows[fold]! > 0 && groupsLeft <= rows.filter((count) => count === 0).length;
    if (mustFill) fold = best(group, true);
    for (let c = 0; c < classCount; c++) {
      const cell = fold * classCount + c;
      counts[cell]! += group[c]!;
      rows[fold]! += group[c]!;
      shares[cell] = counts[cell]! / totals[c]!;
    }
    return fold;
  }

  return { choose };
}

/** The population standard deviation √(Σ(v − mean)²/n); overwrites the values. */
function deviation(values: Float64Array, sum: (values: Float64Array) => number = pairwiseSum) {
  const mean = sum(values) / values.length;
  for (let i = 0; i < values.length; i++) values[i] = (values[i]! - mean) ** 2;
  return Math.sqrt(sum(values) / values.length);
}

function plainSum(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum;
}
