/**
 * Lists the positions of keys from the smallest key to the largest, in O(n); positions of equal keys keep
 * the order they are given in, so that sorting by one key after the other sorts by both.
 *
 * @param order a permutation of all positions. Default 0 … n − 1
 */
export function radixOrder(
  keys: Uint32Array,
  order: Uint32Array = ascending(keys.length),
): Uint32Array {
  const n = order.length;
  let sorted = order;
  for (let shift = 0; shift < 32; shift += DIGIT_BITS) {
    const starts = new Uint32Array(DIGITS);
    for (let i = 0; i < n; i++) starts[(keys[i]! >>> shift) & (DIGITS - 1)]!++;
    if (starts.includes(n)) continue; // all keys have the same digit here
    let start = 0;
    for (let digit = 0; digit < DIGITS; digit++) {
      const count = starts[digit]!;
      starts[digit] = start;
      start += count;
    }
    const next = new Uint32Array(n);
    for (let i = 0; i < n; i++) {
      const position = sorted[i]!;
      next[starts[(keys[position]! >>> shift) & (DIGITS - 1)]!++] = position;
    }
    sorted = next;
  }
  return sorted;
}

function ascending(n: number): Uint32Array {
  const order = new Uint32Array(n);
  for (let i = 0; i < n; i++) order[i] = i;
  return order;
}

const DIGIT_BITS = 11;
const DIGITS = 2 ** DIGIT_BITS;
