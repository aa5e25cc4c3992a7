import { checkOptions } from '@occam/core';
import { HOLD_OUT_OPTIONS, holdOut, type HoldOutOptions } from './holdOut.js';
import type { Fold } from './splitter.js';

/** The options of {@link trainValidationTestSplit}. */
export interface TrainValidationTestSplitOptions extends HoldOutOptions {
  /**
   * The rows to validate on (to stop early, to choose a model): a fraction of all rows, not of those
   * that the test leaves (above 0, below 1; rounded up), or a number of rows. Default 0.2.
   */
  readonly validationSize?: number | undefined;
  /** The rows to test on, counted likewise. Default 0.2. */
  readonly testSize?: number | undefined;
}

/** The rows of three sides, indices from 0, ascending; no row is on two sides and none is left out. */
export interface TrainValidationTest extends Fold {
  /** The rows to validate on. */
  readonly validation: Uint32Array;
}

/**
 * Splits the rows once into training, validation and test rows; everything else as in
 * {@link trainTestSplit}. With `times` the validation lies between the training and the test.
 *
 * With `stratify` every class is within one row of its share on each of the three sides, which
 * splitting twice does not promise.
 *
 * @param n the number of rows, at least 3
 * @returns the rows of the three sides, ascending
 * @throws TypeError and RangeError as {@link trainTestSplit} does
 *
 * @example
 * ```ts
 * import { trainValidationTestSplit } from '@occam/split';
 *
 * const { train, validation, test } = trainValidationTestSplit(150, { seed: 1 });
 * console.log(train.length, validation.length, test.length); // 90 30 30
 * ```
 */
export function trainValidationTestSplit(
  n: number,
  options: TrainValidationTestSplitOptions = {},
): TrainValidationTest {
  checkOptions('trainValidationTestSplit', options, [
    'validationSize',
    'testSize',
    ...HOLD_OUT_OPTIONS,
  ]);
  const { validationSize = 0.2, testSize = 0.2, ...rest } = options;
  const heldOut = [
    { option: 'validationSize', size: validationSize },
    { option: 'testSize', size: testSize },
  ];
  const sides = holdOut('trainValidationTestSplit', n, heldOut, rest);
  return { train: sides[0]!, validation: sides[1]!, test: sides[2]! };
}
