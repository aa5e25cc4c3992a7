import { rowSize, type NdArray } from '@occam/core';

/** Which of some rows are equal. */
export interface DistinctRows {
  /** The value that each listed row has, numbered by first appearance, shape [rows.length]. */
  readonly values: Uint32Array;
  /** Where each value appears first: a position in the list of rows, shape [number of values]. */
  readonly firsts: Uint32Array;
}

/**
 * Numbers the values that rows have, in O(n · size): rows are equal if all elements are (−0 equals 0).
 * Each row's bits are hashed to 32 (MurmurHash3's mixing, Appleby 2011), and a row joins those of the
 * same hash only after all its elements have been compared, so the result is exact.
 *
 * @param rows the rows to look at, shape [n]
 * @throws RangeError if an element of theirs is NaN or infinite
 */
export function distinctRows(x: NdArray, rows: Uint32Array): DistinctRows {
  const { data } = x;
  const size = rowSize(x);
  const isFloat = data instanceof Float32Array;
  const bits = new Int32Array(data.buffer, data.byteOffset, data.length);
  const values = new Uint32Array(rows.length);
  const firsts: number[] = [];
  const hashes: number[] = [];

  // Open addressing at most half full; 0 stands for an empty place.
  let slots = 4;
  while (slots < 2 * rows.length) slots *= 2;
  const table = new Uint32Array(slots);

  for (let position = 0; position < rows.length; position++) {
    const start = rows[position]! * size;
    const hash = isFloat ? hashFloats(bits, start, size, rows[position]!) : hashIntegers(bits, start, size); // prettier-ignore
    let slot = hash & (slots - 1);
    let value = table[slot]! - 1;
    while (
      value >= 0 &&
      (hashes[value] !== hash || !areEqual(data, rows[firsts[value]!]! * size, start, size))
    ) {
      slot = (slot + 1) & (slots - 1);
      value = table[slot]! - 1;
    }
    if (value < 0) {
      value = firsts.length;
      firsts.push(position);
      hashes.push(hash);
      table[slot] = value + 1;
    }
    values[position] = value;
  }
  return { values, firsts: Uint32Array.from(firsts) };
}

function hashFloats(bits: Int32Array, start: number, size: number, row: number): number {
  let hash = 0;
  for (let i = start; i < start + size; i++) {
    let word = bits[i]!;
    if (word === NEGATIVE_ZERO) word = 0;
    if ((word & EXPONENT) === EXPONENT) {
      const found = (word & ~EXPONENT) << 1 === 0 ? 'infinity' : 'NaN';
      throw new RangeError(
        `x must be finite, but holds ${found} in row ${row}: fill it in or leave the row out first`,
      );
    }
    hash = mix(hash, word);
  }
  return finish(hash);
}

function hashIntegers(bits: Int32Array, start: number, size: number): number {
  let hash = 0;
  for (let i = start; i < start + size; i++) hash = mix(hash, bits[i]!);
  return finish(hash);
}

function mix(hash: number, word: number): number {
  word = Math.imul(word, 0xcc9e2d51);
  hash ^= Math.imul((word << 15) | (word >>> 17), 0x1b873593);
  return (Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64) | 0;
}

function finish(hash: number): number {
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

function areEqual(data: NdArray['data'], a: number, b: number, size: number): boolean {
  for (let i = 0; i < size; i++) if (data[a + i] !== data[b + i]) return false;
  return true;
}

const NEGATIVE_ZERO = -0x8000_0000;
const EXPONENT = 0x7f80_0000;
