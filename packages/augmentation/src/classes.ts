import type { NdArray } from '@occam/core';

/** How many classes targets need: the largest index and one, the width of soft ones, 0 for numbers. */
export function classCountOf({ data, shape }: NdArray): number {
  if (data instanceof Int32Array && shape.length === 1) {
    return data.reduce((largest, index) => Math.max(largest, index), -1) + 1;
  }
  return shape.length === 2 ? shape[1]! : 0;
}

/** Class indices [n] as soft targets [n, classes]. */
export function oneHot({ data, shape }: NdArray, classes: number): NdArray {
  const soft = new Float32Array(data.length * classes);
  data.forEach((index, row) => (soft[row * classes + index] = 1));
  return { data: soft, shape: [shape[0]!, classes] };
}
