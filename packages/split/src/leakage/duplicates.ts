import { checkLength } from '../checkRows.js';
import { checkInteger, describe } from '@occam/core';

/**
 * Pairs of rows that are (nearly) the same: pair p is the rows `first[p]` < `second[p]`. Pairs ascend by
 * the first row, then by the second.
 *
 * Rows that are equal are one value: their first row stands for all of them. It is in a pair with every
 * such row of another value that is near, and each further copy is in one pair, with that first row, at
 * distance 0. So k equal rows make k − 1 pairs instead of k(k − 1)/2, every row that has a duplicate is
 * in a pair, and the clusters are those of all pairs.
 */
export interface Duplicates {
  /** The smaller row of each pair, shape [pairs]. */
  readonly first: Uint32Array;
  /** The larger row of each pair, shape [pairs]. */
  readonly second: Uint32Array;
  /** The Euclidean distance of each pair, in float64, shape [pairs]. */
  readonly distances: Float64Array;
}

/**
 * Checks pairs from outside, which may have come from a file.
 *
 * @throws TypeError if they are no lists, RangeError if the lists differ in length or a row does not exist
 */
export function checkDuplicates(n: number, duplicates: Duplicates): void {
  checkInteger('n, the number of rows,', n, { min: 0, max: 2 ** 32 - 1 });
  if (typeof duplicates !== 'object' || duplicates === null || !('first' in duplicates)) {
    throw new TypeError(
      `duplicates must be what findDuplicates returns, { first, second, distances }, not ${describe(duplicates)}`,
    );
  }
  const { first, second } = duplicates;
  checkLength('first', first, first?.length);
  if (first.length !== second?.length) {
    throw new RangeError(
      `first and second must have one row for each pair, but have ${first.length} and ${second?.length}`,
    );
  }
  for (const rows of [first, second]) {
    for (let pair = 0; pair < rows.length; pair++) {
      const row = rows[pair]!;
      if (Number.isInteger(row) && row >= 0 && row < n) continue;
      throw new RangeError(
        `pair ${pair} holds row ${row}, but there are n=${n} rows, counted from 0: were the ` +
          'duplicates found in other data?',
      );
    }
  }
}
