import type { Rng } from '@occam/core';
import { chronologicalOrder } from './chronologicalOrder.js';

/**
 * Lists the items from the largest to the smallest, but those whose sizes lie between the same two powers
 * of 2 in random order: greedy dealing then stays balanced, and yet nearly all of it is up to chance.
 *
 * @param sizes numbers from 0
 * @returns the items, shape [sizes.length]
 */
export function shuffledOctaves(sizes: ArrayLike<number>, rng: Rng): Uint32Array {
  const shuffled = rng.permutation(sizes.length);
  const octaves = Float64Array.from(shuffled, (item) => -exponentOf(sizes[item]!));
  return chronologicalOrder(octaves).map((rank) => shuffled[rank]!);
}

const float64 = new DataView(new ArrayBuffer(8));

/** The exponent in a number's float64 bits: ⌊log₂⌋ without a library's rounding; least of all for 0. */
function exponentOf(size: number): number {
  float64.setFloat64(0, size);
  return float64.getUint16(0) >>> 4;
}
