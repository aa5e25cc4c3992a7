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
