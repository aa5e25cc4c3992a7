import { checkInteger, checkOptions } from '@occam/core';
import { createAssignment, rowsOfParts } from './assignment.js';
import { checkRows } from './checkRows.js';
import type { Classes } from './classes.js';
import { combinations, countCombinations } from './combinations.js';
import { groupsOfContext, spreadOverRows } from './groupsOfContext.js';
import { sortedClasses } from './sortedClasses.js';
import type { Fold, SplitContext, Splitter, SplitterConfig } from './splitter.js';

/** The options of {@link LeavePGroupsOut}. */
export interface LeavePGroupsOutOptions {
  /** The number of groups in each test, a whole number from 1. Needed. */
  readonly nGroups: number;
}

/**
 * Tests every set of `nGroups` groups once and trains on all others. Sets are in lexicographic order of
 * the sorted groups, as scikit-learn's.
 *
 * @example
 * ```ts
 * import { LeavePGroupsOut } from '@occam/split';
 *
 * const groups = [2001, 2002, 2003, 2001];
 * for (const { train } of new LeavePGroupsOut({ nGroups: 2 }).split(4, { groups })) {
 *   console.log([...train]); // [2], then [1], then [0, 3]
 * }
 * ```
 */
export class LeavePGroupsOut implements Splitter {
  readonly #nGroups: number;

  /**
   * @throws TypeError if nGroups is missing or of the wrong type or an option is unknown; RangeError if
   * nGroups is below 1
   */
  constructor(options: LeavePGroupsOutOptions) {
    checkOptions('LeavePGroupsOut', options, ['nGroups']);
    const { nGroups } = options;
    checkInteger('nGroups', nGroups, { min: 1 });
    this.#nGroups = nGroups;
  }

  /**
   * Yields a fold for each set of `nGroups` groups.
   *
   * @param n the number of rows
   * @param context needs `groups`, the group of each row, more than `nGroups` distinct ones
   * @throws TypeError if there are no groups or one is neither number nor string; RangeError if one is NaN
   * or infinite, if there are too few groups, if there would be more than 2⁵³ folds, or if a list of the
   * context is not n long
   */
  split(n: number, context: SplitContext = {}): Generator<Fold> {
    const groups = this.#read(n, context);
    this.#countSets(groups);
    return folds(groups, this.#nGroups);
  }

  /**
   * Says how many folds there are: the number of sets of `nGroups` groups.
   *
   * @throws TypeError and RangeError as {@link LeavePGroupsOut.split} does
   */
  count(n: number, context: SplitContext = {}): number {
    return this.#countSets(this.#read(n, context));
  }

  /** Describes the splitter as plain JSON. */
  toJSON(): SplitterConfig {
    return { className: 'LeavePGroupsOut', config: { nGroups: this.#nGroups } };
  }

  #read(n: number, context: SplitContext): Classes {
    const least = this.#nGroups + 1;
    const reason = `nGroups=${this.#nGroups} to test on and one to train on; use a smaller nGroups`;
    checkRows('LeavePGroupsOut', n, context, { rows: least, reason });
    return groupsOfContext('LeavePGroupsOut', context, { least, reason, otherwise: 'LeavePOut' });
  }

  #countSets({ values }: Classes): number {
    const count = countCombinations(values.length, this.#nGroups);
    if (count === undefined) {
      throw new RangeError(
        `LeavePGroupsOut with nGroups=${this.#nGroups} would make more than 2^53 folds of ` +
          `${values.length} groups: draw some of them with GroupShuffleSplit({ testSize: ${this.#nGroups} })`,
      );
    }
    return count;
  }
}

function* folds(groups: Classes, nGroups: number): Generator<Fold> {
  const { codes, values } = groups;
  const sorted = sortedClasses(groups);
  for (const ranks of combinations(values.length, nGroups)) {
    const sideOf = new Uint8Array(values.length);
    for (const rank of ranks) sideOf[sorted[rank]!] = 1;
    const sides = spreadOverRows(codes, sideOf, createAssignment(codes.length, 2));
    const [train, test] = rowsOfParts(sides, 2);
    yield { train: train!, test: test! };
  }
}
