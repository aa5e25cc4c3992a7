import { checkNumber } from '@occam/core';

/**
 * Checks the size of a side: a fraction of the rows between 0 and 1, or a whole number of rows from 1.
 *
 * @throws TypeError if it is no number, RangeError if it is neither a fraction nor a whole number
 */
export function checkSize(name: string, size: unknown): asserts size is number {
  checkNumber(name, size, { above: 0 });
  if (size > 1 && !Number.isInteger(size)) {
    throw new RangeError(
      `${name} must be a fraction of the rows below 1 or a whole number of rows from 1, not ${size}`,
    );
  }
}

/** Says how many of n rows a size stands for; a fraction is rounded up, as scikit-learn does for tests. */
export function rowsOfSize(size: number, n: number): number {
  return size < 1 ? Math.ceil(size * n) : size;
}

/** The sizes of a random split, as {@link ShuffleSplit} takes them. */
export interface SideSizes {
  readonly testSize: number | undefined;
  readonly trainSize: number | undefined;
}

/**
 * Checks the sizes of a random split and fills in the default: 30 % to test on, or what `trainSize` leaves.
 *
 * @throws TypeError or RangeError as {@link checkSize} does
 */
export function checkSideSizes({ testSize, trainSize }: Partial<SideSizes>): SideSizes {
  if (testSize !== undefined) checkSize('testSize', testSize);
  if (trainSize !== undefined) checkSize('trainSize', trainSize);
  return { testSize: testSize ?? (trainSize === undefined ? 0.3 : undefined), trainSize };
}

/**
 * Says how many of n rows (or groups) are to train on, to test on and to leave out. Fractions are rounded
 * as in scikit-learn: up for the test, down for the training.
 *
 * @param unit what n counts, for the message
 * @throws RangeError if a side would be empty or both together need more than n
 */
export function sideSizes(
  { testSize, trainSize }: SideSizes,
  n: number,
  unit = 'row',
): [train: number, test: number, left: number] {
  const asked = trainSize !== undefined && trainSize < 1 ? Math.floor(trainSize * n) : trainSize;
  const test = testSize === undefined ? n - asked! : rowsOfSize(testSize, n);
  const train = asked ?? n - test;
  if (train < 1 || test < 1 || train + test > n) {
    const options = [
      ...(testSize === undefined ? [] : [`testSize=${testSize}`]),
      ...(trainSize === undefined ? [] : [`trainSize=${trainSize}`]),
    ].join(' and ');
    throw new RangeError(
      `${options} of n=${n} ${unit}s would make ${train} ${unit}s to train on and ${test} to test on: ` +
        `each side needs at least 1 ${unit}, both together at most ${n}`,
    );
  }
  return [train, test, n - train - test];
}

/** The sizes that are set, for a splitter's JSON. */
export function sizesToJSON({ testSize, trainSize }: SideSizes): Partial<SideSizes> {
  return {
    ...(testSize !== undefined && { testSize }),
    ...(trainSize !== undefined && { trainSize }),
  };
}
