import {
  checkBoolean,
  checkInteger,
  checkOptions,
  createRng,
  type Rng,
  type Seed,
} from '@occam/core';
import { createAssignment, foldsOf } from './assignment.js';
import { checkRows } from './checkRows.js';
import { checkShuffleSeed } from './checkShuffleSeed.js';
import type { Classes } from './classes.js';
import { groupsOfContext, spreadOverRows } from './groupsOfContext.js';
import { quicksortOrder } from './quicksortOrder.js';
import { shuffledOctaves } from './shuffledOctaves.js';
import { sortedClasses } from './sortedClasses.js';
import type { Fold, SplitContext, Splitter, SplitterConfig } from './splitter.js';

/** The options of {@link GroupKFold}. */
export interface GroupKFoldOptions {
  /** The number of folds, a whole number from 2. Default 10. */
  readonly nSplits?: number | undefined;
  /** Whether chance decides which groups of about equal size go together. Default false. */
  readonly shuffle?: boolean | undefined;
  /** What decides the shuffling: a whole number or a string; only with `shuffle: true`. Default 0. */
  readonly seed?: Seed | undefined;
}

/**
 * Splits the rows into k folds without parting a group: all rows of a patient, user or site are tested
 * together, once. The folds' sizes differ by the rows of the largest group at most.
 *
 *     for each group from the largest to the smallest: give it to the fold with the fewest rows
 *
 * Unshuffled folds equal scikit-learn's index by index; of equal folds the earlier one is taken. (Groups
 * of equal size go in the order of NumPy's quicksort. From NumPy 1.25 on processors with the right vector
 * instructions sort them otherwise, so that scikit-learn's own folds differ between machines.) With `shuffle` groups whose sizes lie between two powers of 2
 * go in random order, and the folds are numbered at random, which keeps sizes balanced; scikit-learn
 * (since 1.6) deals groups then regardless of their sizes.
 *
 * @example
 * ```ts
 * import { GroupKFold } from '@occam/split';
 *
 * const groups = ['ann', 'bob', 'ann', 'cid', 'bob', 'cid'];
 * for (const { test } of new GroupKFold({ nSplits: 3 }).split(6, { groups })) {
 *   console.log([...test]); // [3, 5], then [1, 4], then [0, 2]
 * }
 * ```
 */
export class GroupKFold implements Splitter {
  readonly #nSplits: number;
  readonly #shuffle: boolean;
  readonly #seed: Seed;

  /**
   * @throws TypeError if an option is unknown or of the wrong type; RangeError if nSplits is below 2
   * or a seed comes without shuffle
   */
  constructor(options: GroupKFoldOptions = {}) {
    checkOptions('GroupKFold', options, ['nSplits', 'shuffle', 'seed']);
    const { nSplits = 10, shuffle = false, seed } = options;
    checkInteger('nSplits', nSplits, { min: 2 });
    checkBoolean('shuffle', shuffle);
    this.#nSplits = nSplits;
    this.#shuffle = shuffle;
    this.#seed = checkShuffleSeed('GroupKFold', shuffle, seed);
  }

  /**
   * Yields `nSplits` folds whose tests partition the rows.
   *
   * @param n the number of rows, at least `nSplits`
   * @param context needs `groups`, the group of each row
   * @throws TypeError if there are no groups or one is neither number nor string; RangeError if one is NaN
   * or infinite, if there are fewer groups than folds, or if a list of the context is not n long
   */
  split(n: number, context: SplitContext = {}): Generator<Fold> {
    const parts = this.count(n, context);
    const groups = groupsOfContext('GroupKFold', context, {
      least: parts,
      reason: `nSplits=${parts} folds need as many; use a smaller nSplits`,
      otherwise: 'KFold',
    });
    const rng = this.#shuffle ? createRng(this.#seed).fork('GroupKFold') : undefined;
    const foldOf = dealGroups(groups, parts, rng);
    return foldsOf(spreadOverRows(groups.codes, foldOf, createAssignment(n, parts)), parts);
  }

  /**
   * Says how many folds there are: `nSplits`.
   *
   * @throws RangeError if there are fewer rows than folds or a list of the context is not n long
   */
  count(n: number, context: SplitContext = {}): number {
    checkRows('GroupKFold', n, context, {
      rows: this.#nSplits,
      reason: `nSplits=${this.#nSplits} folds need as many rows; use a smaller nSplits`,
    });
    return this.#nSplits;
  }

  /** Describes the splitter as plain JSON. */
  toJSON(): SplitterConfig {
    const config = { nSplits: this.#nSplits, shuffle: this.#shuffle };
    return {
      className: 'GroupKFold',
      config: this.#shuffle ? { ...config, seed: this.#seed } : config,
    };
  }
}

/** The fold of each group, shape [groups]. */
function dealGroups(groups: Classes, folds: number, rng: Rng | undefined): Uint32Array {
  const order = rng ? shuffledOctaves(groups.counts, rng) : fromTheLargest(groups);
  const numbers = rng?.permutation(folds);
  const foldOf = new Uint32Array(order.length);
  const rows = new Float64Array(folds);
  for (const group of order) {
    let fewest = 0;
    for (let fold = 1; fold < folds; fold++) if (rows[fold]! < rows[fewest]!) fewest = fold;
    rows[fewest]! += groups.counts[group]!;
    foldOf[group] = numbers ? numbers[fewest]! : fewest;
  }
  return foldOf;
}

/** The groups from the largest to the smallest; of a few equal ones the later in sorted order first. */
function fromTheLargest(groups: Classes): Uint32Array {
  const sorted = sortedClasses(groups);
  const sizes = sorted.map((group) => groups.counts[group]!);
  return quicksortOrder(sizes)
    .reverse()
    .map((rank) => sorted[rank]!);
}
