import { ndarray, type NdArray } from '@occam/core';
import { expect } from 'vitest';

/** A table of a fixture as an NdArray. */
export function table({ data, shape }: { data: number[]; shape: number[] }): NdArray {
  return ndarray(Float32Array.from(data), shape);
}

/** A table from rows. */
export function matrix(rows: readonly (readonly number[])[]): NdArray {
  return ndarray(Float32Array.from(rows.flat()), [rows.length, rows[0]?.length ?? 0]);
}

/** Asserts the shape of a fixture and its numbers, to float32's rounding. */
export function expectTable(got: NdArray, want: { data: number[]; shape: number[] }): void {
  expect(got.shape).toEqual(want.shape);
  want.data.forEach((value, i) => {
    expect(
      Math.abs(got.data[i]! - value),
      `element ${i}: ${got.data[i]} for ${value}`,
    ).toBeLessThan(2e-7 * (1 + Math.abs(value)));
  });
}
