import { checkOptions } from '@occam/core';
import { checkRows } from './checkRows.js';
import { allRows, rowsWithout } from './rowsWithout.js';
import type { Fold, SplitContext, Splitter, SplitterConfig } from './splitter.js';

/**
 * Tests each row once, alone, and trains on all others: n folds. Equal to scikit-learn's.
 *
 * @example
 * ```ts
 * import { LeaveOneOut } from '@occam/split';
 *
 * for (const { train, test } of new LeaveOneOut().split(3)) {
 *   console.log([...train], [...test]); // [1, 2] [0], then [0, 2] [1], then [0, 1] [2]
 * }
 * ```
 */
export class LeaveOneOut implements Splitter {
  /** @throws TypeError if there are options: it takes none */
  constructor(options: Readonly<Record<string, never>> = {}) {
    checkOptions('LeaveOneOut', options, []);
  }

  /**
   * Yields n folds, by row.
   *
   * @param n the number of rows, at least 2
   * @throws RangeError if there is one row only or a list of the context is not n long
   */
  split(n: number, context: SplitContext = {}): Generator<Fold> {
    this.count(n, context);
    return folds(allRows(n));
  }

  /**
   * Says how many folds there are: n.
   *
   * @throws RangeError as {@link LeaveOneOut.split} does
   */
  count(n: number, context: SplitContext = {}): number {
    checkRows('LeaveOneOut', n, context, {
      rows: 2,
      reason: 'one row to test on and one to train on',
    });
    return n;
  }

  /** Describes the splitter as plain JSON. */
  toJSON(): SplitterConfig {
    return { className: 'LeaveOneOut', config: {} };
  }
}

function* folds(rows: Uint32Array): Generator<Fold> {
  for (let row = 0; row < rows.length; row++) {
    const test = Uint32Array.of(row);
    yield { train: rowsWithout(rows, test), test };
  }
}
