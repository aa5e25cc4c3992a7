import { checkOptions } from '@occam/core';
import { HOLD_OUT_OPTIONS, holdOut, type HoldOutOptions } from './holdOut.js';
import type { Fold } from './splitter.js';

/** The options of {@link trainTestSplit}. */
export interface TrainTestSplitOptions extends HoldOutOptions {
  /**
   * The rows to test on: a fraction of all rows (above 0, below 1; rounded up) or a number of rows (a
   * whole number from 1). Default 0.3.
   */
  readonly testSize?: number | undefined;
}

/**
 * Splits the rows once into training and test rows: at random, in proportion to classes (`stratify`),
 * by whole groups (`groups`), by time (`times`), or in row order (`shuffle: false`).
 *
 * Sizes equal scikit-learn's, whose default is 25 % instead of 30 %, and classes are allotted as there,
 * by the largest remainder. Unlike scikit-learn's, indices ascend, `testSize` counts rows and not
 * groups where whole groups are drawn, and the draw is reproducible without a seed too (it is 0 then).
 *
 * @param n the number of rows, at least 2
 * @returns the rows of both sides, ascending; no row is on both and none is left out
 * @throws TypeError if an option is unknown or of the wrong type, or more than one of stratify, groups
 * and times is given; RangeError if a side would be empty, a list is not n long or holds NaN, labels
 * are continuous, a class or group is too rare, or a seed or shuffle has no effect
 *
 * @example
 * ```ts
 * import { trainTestSplit } from '@occam/split';
 *
 * const { train, test } = trainTestSplit(150, { testSize: 0.2, seed: 1 });
 * console.log(train.length, test.length); // 120 30
 * ```
 */
export function trainTestSplit(n: number, options: TrainTestSplitOptions = {}): Fold {
  checkOptions('trainTestSplit', options, ['testSize', ...HOLD_OUT_OPTIONS]);
  const { testSize = 0.3, ...rest } = options;
  const sides = holdOut('trainTestSplit', n, [{ option: 'testSize', size: testSize }], rest);
  return { train: sides[0]!, test: sides[1]! };
}
