import { rowSize, type NdArray } from '@occam/core';

/** The numbers of one column, without NaN; of integers as float64. */
export type ColumnValues = Float32Array | Float64Array;

/** So many columns are read together: what lies beside each other in memory. */
const TOGETHER = 8;

/**
 * Calls a function with the numbers of each column that are not NaN, in the order of the columns.
 *
 * @param rows which rows to read. Default: all
 * @param use may change the numbers; they are its own until it returns
 */
export function forEachColumn(
  x: NdArray,
  use: (values: ColumnValues, column: number) => void,
  rows?: Uint32Array,
): void {
  const { data } = x;
  const columns = rowSize(x);
  const n = rows ? rows.length : x.shape[0]!;
  const Values = data instanceof Float32Array ? Float32Array : Float64Array;
  const buffers = Array.from({ length: Math.min(TOGETHER, columns) }, () => new Values(n));
  const counts = new Int32Array(TOGETHER);
  for (let first = 0; first < columns; first += TOGETHER) {
    const width = Math.min(TOGETHER, columns - first);
    counts.fill(0);
    for (let row = 0; row < n; row++) {
      const at = (rows ? rows[row]! : row) * columns + first;
      for (let j = 0; j < width; j++) {
        const value = data[at + j]!;
        buffers[j]![counts[j]!] = value;
        if (value === value) counts[j]!++;
      }
    }
    for (let j = 0; j < width; j++) use(buffers[j]!.subarray(0, counts[j]!), first + j);
  }
}

/**
 * Refuses a column of which nothing can be learned.
 *
 * @param counts how many numbers each column has
 * @throws RangeError naming the first column that has none
 */
export function checkCounts(className: string, counts: ArrayLike<number>): void {
  const empty = Array.from(counts).indexOf(0);
  if (empty >= 0) {
    throw new RangeError(
      `${className} cannot learn from column ${empty}, which holds only NaN: drop it or fill it in`,
    );
  }
}
