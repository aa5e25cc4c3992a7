import { groupsFromDuplicates } from './groupsFromDuplicates.js';
import type { Duplicates } from './duplicates.js';

/**
 * Lists the rows that stay if the first row of each cluster of duplicates is kept and the others are
 * dropped (pandas' `drop_duplicates`, for near duplicates too).
 *
 * Prefer {@link groupsFromDuplicates}, which loses no row, unless the copies are a mistake.
 *
 * @param n the number of rows
 * @param duplicates what {@link findDuplicates} returns
 * @returns the rows to keep, ascending
 * @throws TypeError or RangeError if a pair holds a row that does not exist
 *
 * @example
 * ```ts
 * import { ndarray } from '@occam/core';
 * import { dropDuplicates, findDuplicates } from '@occam/split';
 *
 * const x = ndarray(new Float32Array([1, 2, 3, 1]), [4, 1]);
 * const rows = dropDuplicates(4, await findDuplicates(x)); // 0 1 2
 * ```
 */
export function dropDuplicates(n: number, duplicates: Duplicates): Uint32Array {
  const groups = groupsFromDuplicates(n, duplicates);
  let seen = 0;
  // Groups are numbered by first appearance: a new number is a first row.
  return Uint32Array.from(groups.keys()).filter((row) => groups[row] === seen && ++seen > 0);
}
