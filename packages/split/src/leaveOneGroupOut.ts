import { checkOptions } from '@occam/core';
import { createAssignment, foldsOf } from './assignment.js';
import { checkRows } from './checkRows.js';
import type { Classes } from './classes.js';
import { groupsOfContext, spreadOverRows } from './groupsOfContext.js';
import { sortedClasses } from './sortedClasses.js';
import type { Fold, SplitContext, Splitter, SplitterConfig } from './splitter.js';

/**
 * Tests each group once, alone, and trains on all others: a fold for each patient, site or year. Groups
 * come in sorted order (numbers before strings); equal to scikit-learn's.
 *
 * @example
 * ```ts
 * import { LeaveOneGroupOut } from '@occam/split';
 *
 * const groups = ['oslo', 'rome', 'oslo', 'bern'];
 * for (const { test } of new LeaveOneGroupOut().split(4, { groups })) {
 *   console.log([...test]); // [3], then [0, 2], then [1]
 * }
 * ```
 */
export class LeaveOneGroupOut implements Splitter {
  /** @throws TypeError if there are options: it takes none */
  constructor(options: Readonly<Record<string, never>> = {}) {
    checkOptions('LeaveOneGroupOut', options, []);
  }

  /**
   * Yields a fold for each group.
   *
   * @param n the number of rows
   * @param context needs `groups`, the group of each row
   * @throws TypeError if there are no groups or one is neither number nor string; RangeError if one is NaN
   * or infinite, if there is one group only, or if a list of the context is not n long
   */
  split(n: number, context: SplitContext = {}): Generator<Fold> {
    const groups = read(n, context);
    const parts = groups.values.length;
    const foldOf = new Uint32Array(parts);
    for (const [fold, group] of sortedClasses(groups).entries()) foldOf[group] = fold;
    return foldsOf(spreadOverRows(groups.codes, foldOf, createAssignment(n, parts)), parts);
  }

  /**
   * Says how many folds there are: one for each group.
   *
   * @throws TypeError and RangeError as {@link LeaveOneGroupOut.split} does
   */
  count(n: number, context: SplitContext = {}): number {
    return read(n, context).values.length;
  }

  /** Describes the splitter as plain JSON. */
  toJSON(): SplitterConfig {
    return { className: 'LeaveOneGroupOut', config: {} };
  }
}

function read(n: number, context: SplitContext): Classes {
  const reason = 'one to test on and one to train on';
  checkRows('LeaveOneGroupOut', n, context, { rows: 2, reason });
  return groupsOfContext('LeaveOneGroupOut', context, {
    least: 2,
    reason,
    otherwise: 'LeaveOneOut',
  });
}
