import { checkOptions, describe } from '@occam/core';
import { createAssignment, foldsOf, type Assignment } from './assignment.js';
import { checkList, checkRows } from './checkRows.js';
import type { Fold, SplitContext, Splitter, SplitterConfig } from './splitter.js';

/** The options of {@link PredefinedSplit}. */
export interface PredefinedSplitOptions {
  /**
   * For each row the number of the fold that tests it, a whole number from 0, or −1 for a row that is only
   * ever trained on. Needed.
   */
  readonly testFold: ArrayLike<number>;
}

/**
 * Splits the rows as someone has laid down: fold f tests the rows that `testFold` gives the number f and
 * trains on all others. Folds come in the order of their numbers, which may have gaps. Equal to
 * scikit-learn's.
 *
 * @example
 * ```ts
 * import { PredefinedSplit } from '@occam/split';
 *
 * for (const { train, test } of new PredefinedSplit({ testFold: [0, 1, -1, 1] }).split(4)) {
 *   console.log([...train], [...test]); // [1, 2, 3] [0], then [0, 2] [1, 3]
 * }
 * ```
 */
export class PredefinedSplit implements Splitter {
  readonly #testFold: Int32Array;
  /** The numbers of the folds, ascending. */
  readonly #numbers: Int32Array;

  /**
   * @throws TypeError if testFold is missing, no list, or an option is unknown; RangeError if it holds
   * anything but whole numbers from −1, no fold at all, or one fold of all rows
   */
  constructor(options: PredefinedSplitOptions) {
    checkOptions('PredefinedSplit', options, ['testFold']);
    const { testFold } = options;
    checkList('testFold', testFold);
    checkFolds(testFold);
    this.#testFold = Int32Array.from(testFold);
    this.#numbers = Int32Array.from(new Set(this.#testFold))
      .filter((fold) => fold >= 0)
      .sort();
    if (this.#numbers.length === 0) {
      throw new RangeError(
        'testFold gives no row to a test: each entry is -1, which means training only',
      );
    }
    if (this.#numbers.length === 1 && !this.#testFold.includes(-1)) {
      throw new RangeError(
        `testFold gives every row to the test of fold ${this.#numbers[0]}, which leaves none to train on: ` +
          'mark those for training only by -1, or give others to another fold',
      );
    }
  }

  /**
   * Yields a fold for each number in `testFold`.
   *
   * @param n the number of rows, as many as `testFold` has entries
   * @throws RangeError if it is another number or a list of the context is not n long
   */
  split(n: number, context: SplitContext = {}): Generator<Fold> {
    const parts = this.count(n, context);
    return foldsOf(this.#assign(n, parts), parts);
  }

  /**
   * Says how many folds there are: the distinct numbers from 0 in `testFold`.
   *
   * @throws RangeError as {@link PredefinedSplit.split} does
   */
  count(n: number, context: SplitContext = {}): number {
    checkRows('PredefinedSplit', n, context, { rows: 1, reason: 'a fold needs a row' });
    if (n !== this.#testFold.length) {
      throw new RangeError(
        `PredefinedSplit has a testFold of ${this.#testFold.length} entries for n=${n} rows: each row needs one`,
      );
    }
    return this.#numbers.length;
  }

  /** Describes the splitter as plain JSON. */
  toJSON(): SplitterConfig {
    return { className: 'PredefinedSplit', config: { testFold: [...this.#testFold] } };
  }

  #assign(n: number, parts: number): Assignment {
    const partOf = new Map(Array.from(this.#numbers, (fold, part) => [fold, part]));
    const assignment = createAssignment(n, parts + 1);
    // The rows of −1 are in a part beyond the folds.
    for (let row = 0; row < n; row++) assignment[row] = partOf.get(this.#testFold[row]!) ?? parts;
    return assignment;
  }
}

function checkFolds(testFold: ArrayLike<unknown>): void {
  for (let row = 0; row < testFold.length; row++) {
    const fold = testFold[row];
    if (Number.isInteger(fold) && (fold as number) >= -1 && (fold as number) < 2 ** 31) continue;
    const message =
      'testFold must hold the number of a fold for each row, a whole number from 0, ' +
      `or -1 for training only, but row ${row} holds ${describe(fold)}`;
    throw typeof fold === 'number' ? new RangeError(message) : new TypeError(message);
  }
}
