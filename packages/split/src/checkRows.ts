import { checkInteger, checkOptions, describe } from '@occam/core';
import type { SplitContext } from './splitter.js';

/** The most rows that indices of 32 bits can count. */
const MAX_ROWS = 2 ** 32 - 1;

const LISTS = ['labels', 'groups', 'times'] as const;

/**
 * Checks the number of rows, and that every list of the context has as many entries.
 *
 * @param owner the splitter, for the messages
 * @param least how many rows the splitter needs, and why, for the message
 * @throws TypeError if an argument is of the wrong type, RangeError if a number or length does not fit
 */
export function checkRows(
  owner: string,
  n: number,
  context: SplitContext,
  least: { readonly rows: number; readonly reason: string },
): void {
  checkInteger('n, the number of rows,', n, { min: 1, max: MAX_ROWS });
  checkOptions(`the context of ${owner}`, context, LISTS);
  if (n < least.rows) {
    throw new RangeError(`${owner} cannot split n=${n} rows: ${least.reason}`);
  }
  for (const name of LISTS) {
    if (context[name] !== undefined) checkLength(name, context[name], n);
  }
}

/**
 * Checks that a list has one entry for each row.
 *
 * @throws TypeError if it is no array, RangeError if its length is not n
 */
export function checkLength(name: string, list: unknown, n: number): void {
  checkList(name, list);
  const { length } = list as unknown as ArrayLike<unknown>;
  if (length !== n) {
    throw new RangeError(`${name} must have one entry for each of n=${n} rows, not ${length}`);
  }
}

/**
 * Checks that a value is a list.
 *
 * @throws TypeError if it is no array
 */
export function checkList(name: string, list: unknown): void {
  if (!(Array.isArray(list) || (ArrayBuffer.isView(list) && 'length' in list))) {
    throw new TypeError(`${name} must be an array or a typed array, not ${describe(list)}`);
  }
}
