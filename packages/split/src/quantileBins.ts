import { checkInteger, checkOptions, describe } from '@occam/core';
import { checkList } from './checkRows.js';

/** The options of {@link quantileBins}. */
export interface QuantileBinsOptions {
  /** The number of bins, a whole number from 2 to the number of values. Default 10. */
  readonly bins?: number | undefined;
}

/**
 * Cuts numbers into bins that hold about as many values each, so that a continuous target can be
 * stratified by. The result serves as `stratify` of {@link trainTestSplit} and as `labels` of any splitter;
 * stratified splitters also take the number of bins as their option `bins`.
 *
 *     sort the values: v₀ ≤ v₁ ≤ … ≤ vₙ₋₁
 *     cut i, for i = 1 … bins − 1, is v at ⌊i·(n − 1)/bins⌋
 *     a value's bin is the number of distinct cuts below it
 *
 * That is pandas' `qcut(values, bins, labels=False, duplicates='drop')`, whose interpolated edges part the
 * values in the same places, but with no rounding. Equal values are always in one bin, so where many are
 * equal there are fewer bins than asked for, and less equal ones.
 *
 * @param values finite numbers
 * @returns the bin of each value, from 0, shape [n]
 * @throws TypeError if a value is no number; RangeError if one is NaN or infinite, if there are fewer
 * values than bins, or if so many values are equal that one bin would hold them all
 *
 * @example
 * ```ts
 * import { quantileBins, trainTestSplit } from '@occam/split';
 *
 * const prices = [3.5, 120, 8, 41, 77, 9.25, 15, 230];
 * const stratify = quantileBins(prices, { bins: 2 }); // [0, 1, 0, 1, 1, 0, 0, 1]
 * const { test } = trainTestSplit(8, { stratify, testSize: 4 }); // two cheap ones, two dear ones
 * ```
 */
export function quantileBins(
  values: ArrayLike<number>,
  options: QuantileBinsOptions = {},
): Int32Array {
  checkOptions('quantileBins', options, ['bins']);
  const { bins = 10 } = options;
  checkBins(bins);
  checkList('values', values);
  return binValues('values', values, bins);
}

/** Checks a number of bins. */
export function checkBins(bins: unknown): asserts bins is number {
  checkInteger('bins', bins, { min: 2 });
}

/** Does what {@link quantileBins} says, for a list called `name` in the messages. */
export function binValues(name: string, values: ArrayLike<unknown>, bins: number): Int32Array {
  const n = values.length;
  const sorted = new Float64Array(n);
  for (let row = 0; row < n; row++) {
    const value = values[row];
    if (!Number.isFinite(value)) {
      const message = `${name} must be finite numbers to be cut into bins, but row ${row} holds ${describe(value)}`;
      throw typeof value === 'number' ? new RangeError(message) : new TypeError(message);
    }
    sorted[row] = value as number;
  }
  if (n < bins) {
    throw new RangeError(`bins=${bins} need as many ${name}, but there are ${n}; use fewer bins`);
  }
  sorted.sort();
  const cuts: number[] = [];
  for (let i = 1; i < bins; i++) {
    const cut = sorted[Math.floor((i * (n - 1)) / bins)]!;
    if (cut < sorted[n - 1]! && cut !== cuts.at(-1)) cuts.push(cut);
  }
  if (cuts.length === 0) {
    throw new RangeError(
      `${name} cannot be cut into bins=${bins}: so many of them equal ${sorted[n - 1]}, the largest, ` +
        'that one bin would hold all; use more bins, or make classes of your own',
    );
  }
  const codes = new Int32Array(n);
  for (let row = 0; row < n; row++) codes[row] = cutsBelow(cuts, values[row] as number);
  return codes;
}

function cutsBelow(cuts: readonly number[], value: number): number {
  let low = 0;
  let high = cuts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (cuts[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
