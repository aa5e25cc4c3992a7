import type { NdArray } from '@occam/core';

/**
 * The Euclidean distance of two rows, summed in float64 from the first element to the last, or Infinity
 * as soon as it is sure to be above a limit.
 *
 * @param a where the one row starts in the data
 * @param b where the other row starts
 */
export function rowDistance(
  data: NdArray['data'],
  a: number,
  b: number,
  size: number,
  limit: number,
): number {
  // A little above the square, so that only the root decides at the limit itself.
  const squaredLimit = limit * limit * (1 + 2 ** -50);
  let sum = 0;
  let i = 0;
  while (i < size) {
    for (const end = Math.min(size, i + 16); i < end; i++) {
      const difference = data[a + i]! - data[b + i]!;
      sum += difference * difference;
    }
    if (sum > squaredLimit) return Infinity;
  }
  const distance = Math.sqrt(sum);
  return distance <= limit ? distance : Infinity;
}
