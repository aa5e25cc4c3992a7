/**
 * Philox 4×32-10, a counter-based generator (Salmon, Moraes, Dror, Shaw 2011, "Parallel random
 * numbers: as easy as 1, 2, 3"): ten rounds of multiplication and exclusive-or turn a 128-bit counter
 * and a 64-bit key into 128 random bits. There is no state, so any block can be computed anywhere.
 *
 *     repeat 10 times, (c0 c1 c2 c3) the counter and (k0 k1) the key:
 *       hi0:lo0 = M0 · c0            hi1:lo1 = M1 · c2
 *       c = (hi1 ⊕ c1 ⊕ k0, lo1, hi0 ⊕ c3 ⊕ k1, lo0)
 *       k0 += W0,  k1 += W1          all modulo 2³²
 */
const M0 = 0xd2511f53;
const M1 = 0xcd9e8d57;
const W0 = 0x9e3779b9;
const W1 = 0xbb67ae85;
const ROUNDS = 10;

/** The key of a stream of random numbers: two unsigned 32-bit words. */
export type RngKey = readonly [number, number];

/** The high 32 bits of the product of two unsigned 32-bit integers, as a signed integer. */
export function mulHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const lowHigh = aLow * bHigh;
  const highLow = aHigh * bLow;
  const middle = ((aLow * bLow) >>> 16) + (lowHigh & 0xffff) + (highLow & 0xffff);
  return (aHigh * bHigh + (lowHigh >>> 16) + (highLow >>> 16) + (middle >>> 16)) | 0;
}

/**
 * Computes one block of Philox 4×32-10.
 *
 * @param out receives the four random words
 * @param c0 lowest word of the counter
 * @param c1 second word of the counter
 * @param c2 third word of the counter
 * @param c3 highest word of the counter
 * @param k0 low word of the key
 * @param k1 high word of the key
 *
 * @example
 * ```ts
 * import { philox4x32 } from '@occam/core';
 *
 * const block = new Uint32Array(4);
 * philox4x32(block, 0, 0, 0, 0, 0, 0); // 6627e8d5 e169c58d bc57ac4c 9b00dbd8
 * ```
 */
export function philox4x32(
  out: Uint32Array,
  c0: number,
  c1: number,
  c2: number,
  c3: number,
  k0: number,
  k1: number,
): void {
  for (let round = 0; round < ROUNDS; round++) {
    const high0 = mulHigh(M0, c0);
    const high1 = mulHigh(M1, c2);
    const low0 = Math.imul(M0, c0);
    const low1 = Math.imul(M1, c2);
    c0 = high1 ^ c1 ^ k0;
    c1 = low1;
    c2 = high0 ^ c3 ^ k1;
    c3 = low0;
    k0 = (k0 + W0) | 0;
    k1 = (k1 + W1) | 0;
  }
  out[0] = c0;
  out[1] = c1;
  out[2] = c2;
  out[3] = c3;
}
