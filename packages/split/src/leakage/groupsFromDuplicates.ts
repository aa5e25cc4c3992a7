import { checkOptions } from '@occam/core';
import { checkLength } from '../checkRows.js';
import { encodeGroups } from '../classes.js';
import { disjointSets } from './disjointSets.js';
import { checkDuplicates, type Duplicates } from './duplicates.js';

/** The options of {@link groupsFromDuplicates}. */
export interface GroupsFromDuplicatesOptions {
  /** The group of each row, shape [n], to be kept whole as well: clusters that share a group become one. */
  readonly groups?: ArrayLike<string | number> | undefined;
}

/**
 * Joins duplicates to clusters, the connected components of the pairs, for any splitter that keeps groups
 * whole. Rows without a duplicate are groups of one.
 *
 * A chain is one cluster, even if its ends are farther apart than the distance: with one end in training
 * and the other in testing, a pair between would be cut.
 *
 * @param n the number of rows
 * @param duplicates what {@link findDuplicates} returns
 * @returns the group of each row, numbered from 0 by first appearance, shape [n]
 * @throws TypeError or RangeError if a pair holds a row that does not exist, or the groups are not n
 *
 * @example
 * ```ts
 * import { ndarray } from '@occam/core';
 * import { findDuplicates, groupsFromDuplicates, trainTestSplit } from '@occam/split';
 *
 * const x = ndarray(new Float32Array([1, 2, 3, 1]), [4, 1]);
 * const groups = groupsFromDuplicates(4, await findDuplicates(x)); // 0 1 2 0
 * const { train, test } = trainTestSplit(4, { groups });
 * ```
 */
export function groupsFromDuplicates(
  n: number,
  duplicates: Duplicates,
  options: GroupsFromDuplicatesOptions = {},
): Int32Array {
  checkOptions('groupsFromDuplicates', options, ['groups']);
  checkDuplicates(n, duplicates);
  const { groups } = options;
  const sets = disjointSets(n);
  const { first, second } = duplicates;
  for (let pair = 0; pair < first.length; pair++) sets.unite(first[pair]!, second[pair]!);
  if (groups !== undefined) {
    checkLength('groups', groups, n);
    const { codes, values } = encodeGroups(groups);
    const firsts = new Uint32Array(values.length).fill(n);
    for (let row = 0; row < n; row++) {
      if (firsts[codes[row]!] === n) firsts[codes[row]!] = row;
      else sets.unite(firsts[codes[row]!]!, row);
    }
  }
  const labels = new Int32Array(n);
  let count = 0;
  // The smallest row of a cluster is its root, so it is numbered before the others.
  for (let row = 0; row < n; row++) {
    const root = sets.find(row);
    labels[row] = root === row ? count++ : labels[root]!;
  }
  return labels;
}
