import { rowSize, type NdArray } from '@occam/core';
import { radixOrder } from './radixOrder.js';

/** A column's values in ascending order, equal ones together. NaN and infinity count as missing. */
export interface SortedColumn {
  /** The rows that have a value, by ascending value, equal ones by ascending row. */
  readonly rows: Uint32Array;
  /** The distinct values, ascending. */
  readonly values: Float64Array;
  /** Where each distinct value's rows start, and after the last one's the end, shape [values + 1]. */
  readonly starts: Uint32Array;
  /** The rows without a value, ascending. */
  readonly missing: Uint32Array;
}

/** Sorts a column by radix, in O(n). */
export function sortedColumn(x: NdArray, column: number): SortedColumn {
  const { data } = x;
  const n = x.shape[0]!;
  const size = rowSize(x);
  const keys = new Uint32Array(n);
  const isFloat = data instanceof Float32Array;
  const bits = new Int32Array(data.buffer, data.byteOffset, data.length);
  let missing = 0;
  for (let row = 0; row < n; row++) {
    const word = bits[row * size + column]!;
    if (!isFloat) keys[row] = word ^ SIGN;
    else if ((word & EXPONENT) === EXPONENT) {
      keys[row] = LAST;
      missing++;
    } else if (word === SIGN)
      keys[row] = SIGN; // −0 equals 0
    else keys[row] = word < 0 ? ~word : word | SIGN;
  }
  const order = radixOrder(keys);
  const rows = order.subarray(0, n - missing);
  const values: number[] = [];
  const starts: number[] = [];
  for (let i = 0; i < rows.length; i++) {
    if (i > 0 && keys[rows[i]!] === keys[rows[i - 1]!]) continue;
    values.push(data[rows[i]! * size + column]! + 0);
    starts.push(i);
  }
  return {
    rows,
    values: Float64Array.from(values),
    starts: Uint32Array.from([...starts, rows.length]),
    missing: order.subarray(n - missing),
  };
}

const SIGN = -0x8000_0000;
const EXPONENT = 0x7f80_0000;
const LAST = 0xffff_ffff;
