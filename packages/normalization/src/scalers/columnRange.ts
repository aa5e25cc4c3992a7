import { rowSize, type NdArray } from '@occam/core';

/** The least and the greatest number of each column; NaN does not count. */
export interface ColumnRange {
  /** The least; Infinity where there is none. */
  readonly min: Float64Array;
  /** The greatest; −Infinity where there is none. */
  readonly max: Float64Array;
}

/** Finds the range of each column. */
export function columnRange(x: NdArray): ColumnRange {
  const { data } = x;
  const columns = rowSize(x);
  const min = new Float64Array(columns).fill(Infinity);
  const max = new Float64Array(columns).fill(-Infinity);
  const blockSize = Math.ceil(8192 / columns) * columns;
  for (let start = 0; start < data.length; start += blockSize) {
    const end = Math.min(start + blockSize, data.length);
    for (let column = 0; column < columns; column++) {
      let low = min[column]!;
      let high = max[column]!;
      for (let i = start + column; i < end; i += columns) {
        const value = data[i]!;
        if (value < low) low = value;
        if (value > high) high = value;
      }
      min[column] = low;
      max[column] = high;
    }
  }
  return { min, max };
}

/** The range of the rows of both. */
export function mergeRanges(a: ColumnRange, b: ColumnRange): ColumnRange {
  return {
    min: a.min.map((value, i) => Math.min(value, b.min[i]!)),
    max: a.max.map((value, i) => Math.max(value, b.max[i]!)),
  };
}

/** The counts that {@link checkCounts} wants: 0 where the range is empty. */
export function isSeen({ min }: ColumnRange): number[] {
  return Array.from(min, (value) => (value === Infinity ? 0 : 1));
}

/** What to divide by: 1 where the width is 0 but for rounding, by scikit-learn's rule width < 10·ε. */
export function widthOrOne(width: number): number {
  return width < 10 * Number.EPSILON ? 1 : width;
}
