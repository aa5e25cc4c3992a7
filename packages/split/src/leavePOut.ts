import { checkInteger, checkOptions } from '@occam/core';
import { checkRows } from './checkRows.js';
import { combinations, countCombinations } from './combinations.js';
import { allRows, rowsWithout } from './rowsWithout.js';
import type { Fold, SplitContext, Splitter, SplitterConfig } from './splitter.js';

/** The options of {@link LeavePOut}. */
export interface LeavePOutOptions {
  /** The number of rows in each test, a whole number from 1. Needed. */
  readonly p: number;
}

/**
 * Tests every set of p rows once and trains on all others: n!/(p!·(n − p)!) folds, which soon is more than
 * one can train on. Tests are in lexicographic order, as scikit-learn's.
 *
 * @example
 * ```ts
 * import { LeavePOut } from '@occam/split';
 *
 * const splitter = new LeavePOut({ p: 2 });
 * console.log(splitter.count(4)); // 6
 * console.log(Array.from(splitter.split(4), ({ test }) => test.join(' '))); // 0 1, 0 2, 0 3, 1 2, 1 3, 2 3
 * ```
 */
export class LeavePOut implements Splitter {
  readonly #p: number;

  /** @throws TypeError if p is missing or of the wrong type or an option is unknown; RangeError if p is below 1 */
  constructor(options: LeavePOutOptions) {
    checkOptions('LeavePOut', options, ['p']);
    const { p } = options;
    checkInteger('p', p, { min: 1 });
    this.#p = p;
  }

  /**
   * Yields a fold for each set of p rows.
   *
   * @param n the number of rows, more than `p`
   * @throws RangeError if there are too few rows, if there would be more than 2⁵³ folds, or if a list of
   * the context is not n long
   */
  split(n: number, context: SplitContext = {}): Generator<Fold> {
    this.count(n, context);
    return folds(allRows(n), this.#p);
  }

  /**
   * Says how many folds there are: n!/(p!·(n − p)!).
   *
   * @throws RangeError as {@link LeavePOut.split} does
   */
  count(n: number, context: SplitContext = {}): number {
    const p = this.#p;
    const reason = `p=${p} rows to test on and one to train on; use a smaller p`;
    checkRows('LeavePOut', n, context, { rows: p + 1, reason });
    const count = countCombinations(n, p);
    if (count === undefined) {
      throw new RangeError(
        `LeavePOut with p=${p} would make more than 2^53 folds of n=${n} rows: ` +
          `draw some of them with ShuffleSplit({ testSize: ${p} })`,
      );
    }
    return count;
  }

  /** Describes the splitter as plain JSON. */
  toJSON(): SplitterConfig {
    return { className: 'LeavePOut', config: { p: this.#p } };
  }
}

function* folds(rows: Uint32Array, p: number): Generator<Fold> {
  for (const test of combinations(rows.length, p)) yield { train: rowsWithout(rows, test), test };
}
