import { checkInteger, checkOptions, createRng, type Rng, type Seed } from '@occam/core';
import { createAssignment, rowsOfParts } from './assignment.js';
import { checkRows } from './checkRows.js';
import type { Classes } from './classes.js';
import { drawSides } from './drawSides.js';
import { groupsOfContext, spreadOverRows } from './groupsOfContext.js';
import { checkSideSizes, sideSizes, sizesToJSON, type SideSizes } from './sizes.js';
import type { Fold, SplitContext, Splitter, SplitterConfig } from './splitter.js';

/** The options of {@link GroupShuffleSplit}. */
export interface GroupShuffleSplitOptions {
  /** How often the groups are split, a whole number from 1. Default 100. */
  readonly nSplits?: number | undefined;
  /**
   * The groups to test on: a fraction of all groups (above 0, below 1; rounded up) or a number of groups
   * (a whole number from 1). Default 0.3, or what `trainSize` leaves.
   */
  readonly testSize?: number | undefined;
  /**
   * The groups to train on: a fraction of all groups (rounded down) or a number of groups. Default: all
   * that are not in the test. With both sizes given, groups may be left out of either side.
   */
  readonly trainSize?: number | undefined;
  /** What decides the draws: a whole number or a string. Default 0. */
  readonly seed?: Seed | undefined;
}

/**
 * Splits whole groups at random again and again, each time independently: {@link ShuffleSplit} of groups.
 *
 * Sizes count groups, as in scikit-learn, not rows: where groups differ in size, so do the tests.
 * ({@link trainTestSplit} with `groups` counts rows.) scikit-learn's default is 5 splits with 20 % of the
 * groups, ours 100 with 30 %. Split number i depends on the seed and i alone.
 *
 * @example
 * ```ts
 * import { GroupShuffleSplit } from '@occam/split';
 *
 * const groups = ['ann', 'bob', 'ann', 'cid', 'bob', 'dan'];
 * for (const { test } of new GroupShuffleSplit({ nSplits: 5, testSize: 1, seed: 1 }).split(6, { groups })) {
 *   console.log([...test]); // all rows of one of the four
 * }
 * ```
 */
export class GroupShuffleSplit implements Splitter {
  readonly #nSplits: number;
  readonly #sizes: SideSizes;
  readonly #seed: Seed;

  /** @throws TypeError if an option is unknown or of the wrong type, RangeError if it is out of range */
  constructor(options: GroupShuffleSplitOptions = {}) {
    checkOptions('GroupShuffleSplit', options, ['nSplits', 'testSize', 'trainSize', 'seed']);
    const { nSplits = 100, seed = 0 } = options;
    checkInteger('nSplits', nSplits, { min: 1 });
    this.#sizes = checkSideSizes(options);
    createRng(seed);
    this.#nSplits = nSplits;
    this.#seed = seed;
  }

  /**
   * Yields `nSplits` random splits.
   *
   * @param n the number of rows
   * @param context needs `groups`, the group of each row
   * @throws TypeError if there are no groups or one is neither number nor string; RangeError if one is NaN
   * or infinite, if a side would be empty, if both sides together need more groups than there are, or if a
   * list of the context is not n long
   */
  split(n: number, context: SplitContext = {}): Generator<Fold> {
    this.count(n, context);
    const groups = groupsOfContext('GroupShuffleSplit', context, {
      least: 2,
      reason: 'one to test on and one to train on',
      otherwise: 'ShuffleSplit',
    });
    const sizes = sideSizes(this.#sizes, groups.values.length, 'group');
    return draws(groups, sizes, this.#nSplits, createRng(this.#seed).fork('GroupShuffleSplit'));
  }

  /**
   * Says how many splits there are: `nSplits`.
   *
   * @throws RangeError if there are too few rows or a list of the context is not n long
   */
  count(n: number, context: SplitContext = {}): number {
    const reason = 'a training and a test side need a row each';
    checkRows('GroupShuffleSplit', n, context, { rows: 2, reason });
    return this.#nSplits;
  }

  /** Describes the splitter as plain JSON. */
  toJSON(): SplitterConfig {
    return {
      className: 'GroupShuffleSplit',
      config: { nSplits: this.#nSplits, ...sizesToJSON(this.#sizes), seed: this.#seed },
    };
  }
}

function* draws(
  { codes }: Classes,
  sizes: readonly number[],
  nSplits: number,
  rng: Rng,
): Generator<Fold> {
  for (let index = 0; index < nSplits; index++) {
    const sideOf = drawSides(sizes, rng.fork(index));
    const sides = spreadOverRows(codes, sideOf, createAssignment(codes.length, sizes.length));
    const [train, test] = rowsOfParts(sides, 2);
    yield { train: train!, test: test! };
  }
}
