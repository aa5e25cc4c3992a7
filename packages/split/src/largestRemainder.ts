import type { Rng } from '@occam/core';

/**
 * Draws a number of rows from classes in proportion, by the largest remainder (Hamilton): class c of
 * n_c rows gives ⌊q_c⌋ rows of its quota q_c = draws · n_c / n, and the rows still missing come one
 * each from the classes with the largest fractions q_c − ⌊q_c⌋, ties at random. scikit-learn does so
 * too. The arithmetic is exact, so equal fractions are seen as equal.
 *
 * @param counts the rows of each class, shape [classes]; their sum is n
 * @param draws how many rows to draw, 0 … n
 * @returns the rows to draw from each class, shape [classes]; each within one of its quota
 */
export function largestRemainder(counts: Uint32Array, draws: number, rng: Rng): Uint32Array {
  const n = counts.reduce((sum, count) => sum + count, 0);
  const drawn = new Uint32Array(counts.length);
  const remainders = new Float64Array(counts.length);
  let missing = draws;
  for (let code = 0; code < counts.length; code++) {
    const { quotient, remainder } = divideProduct(counts[code]!, draws, n);
    drawn[code] = quotient;
    remainders[code] = remainder;
    missing -= quotient;
  }
  // Shuffling before a stable sort puts ties in random order.
  const order = [...rng.shuffle(Uint32Array.from(counts.keys()))];
  order.sort((a, b) => remainders[b]! - remainders[a]!);
  for (const code of order.slice(0, missing)) drawn[code]!++;
  return drawn;
}

/** Divides a · b by n exactly, also where the product is no safe integer. */
export function divideProduct(
  a: number,
  b: number,
  n: number,
): { readonly quotient: number; readonly remainder: number } {
  const product = BigInt(a) * BigInt(b);
  return { quotient: Number(product / BigInt(n)), remainder: Number(product % BigInt(n)) };
}
