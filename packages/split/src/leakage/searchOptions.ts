import { checkNdArray, checkNumber, describe, type NdArray } from '@occam/core';
import type { SearchControl } from './pacer.js';

/** What {@link findDuplicates} and {@link findLeakage} have in common. */
export interface DuplicateSearchOptions extends SearchControl {
  /**
   * The largest Euclidean distance of two rows that still makes them duplicates, in the units of `x`, from
   * 0. Copies with independent noise of standard deviation σ in each of d elements are about σ·√d away.
   * Default 0: equal rows only.
   */
  readonly distance?: number | undefined;
}

/** The names of the options, for `checkOptions`. */
export const SEARCH_OPTIONS = ['distance', 'onProgress', 'signal'];

/**
 * Checks the data and the options that the searches have in common, all but the elements of the data.
 *
 * @returns the number of rows
 * @throws TypeError or RangeError
 */
export function checkSearch(
  x: NdArray,
  { distance = 0, onProgress, signal }: DuplicateSearchOptions,
): number {
  checkNdArray('x', x);
  const [n] = x.shape;
  if (n === undefined)
    throw new RangeError('x must have rows, but its shape is [] (a single number)');
  checkNumber('distance', distance, { min: 0 });
  if (onProgress !== undefined && typeof onProgress !== 'function') {
    throw new TypeError(`onProgress must be a function, not ${describe(onProgress)}`);
  }
  if (signal !== undefined && typeof signal?.throwIfAborted !== 'function') {
    throw new TypeError(`signal must be an AbortSignal, not ${describe(signal)}`);
  }
  signal?.throwIfAborted();
  return n;
}
