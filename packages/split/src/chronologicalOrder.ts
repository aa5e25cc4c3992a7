import { describe } from '@occam/core';

/**
 * Lists the rows from the earliest time to the latest; rows of equal time keep their order. Radix sort
 * of the 64 bits of each time, 8 or 16 at a time, so O(n); times that are in order already cost one pass.
 *
 * @returns shape [n]
 * @throws TypeError if a time is no number, RangeError if it is NaN or infinite
 */
export function chronologicalOrder(times: ArrayLike<number>): Uint32Array {
  const n = times.length;
  let order = new Uint32Array(n);
  for (let row = 0; row < n; row++) order[row] = row;
  if (isAscending(times)) return order;

  const digitBits = n < 2 ** 16 ? 8 : 16;
  const digits = 2 ** digitBits;
  const keys = sortableBits(times);
  let sorted = new Uint32Array(n);
  for (let word = 0; word < 2; word++) {
    for (let shift = 0; shift < 32; shift += digitBits) {
      const starts = new Uint32Array(digits);
      for (let row = 0; row < n; row++) starts[(keys[2 * row + word]! >>> shift) & (digits - 1)]!++;
      if (starts.includes(n)) continue; // all times have the same digit here
      let start = 0;
      for (let digit = 0; digit < digits; digit++) {
        const count = starts[digit]!;
        starts[digit] = start;
        start += count;
      }
      for (let position = 0; position < n; position++) {
        const row = order[position]!;
        sorted[starts[(keys[2 * row + word]! >>> shift) & (digits - 1)]!++] = row;
      }
      [order, sorted] = [sorted, order];
    }
  }
  return order;
}

/**
 * Checks the time of a row.
 *
 * @throws TypeError if it is no number, RangeError if it is NaN or infinite
 */
export function checkTime(time: unknown, row: number): void {
  if (Number.isFinite(time)) return;
  const message =
    `times must be finite numbers (milliseconds, years, …), ` +
    `but row ${row} holds ${describe(time)}`;
  throw typeof time === 'number' ? new RangeError(message) : new TypeError(message);
}

function isAscending(times: ArrayLike<number>): boolean {
  let ascending = true;
  let previous = -Infinity;
  for (let row = 0; row < times.length; row++) {
    const time = times[row]!;
    checkTime(time, row);
    ascending &&= time >= previous;
    previous = time;
  }
  return ascending;
}

/** Each time's float64 bits as two unsigned words, low then high, that sort as the times do. */
function sortableBits(times: ArrayLike<number>): Uint32Array {
  const keys = new Uint32Array(2 * times.length);
  const time = new Float64Array(1);
  const bits = new Uint32Array(time.buffer);
  const low = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1 ? 0 : 1;
  for (let row = 0; row < times.length; row++) {
    time[0] = times[row]! + 0; // −0 becomes 0, which it equals
    const high = bits[1 - low]!;
    const isNegative = high >>> 31 === 1;
    keys[2 * row] = isNegative ? ~bits[low]! : bits[low]!;
    keys[2 * row + 1] = isNegative ? ~high : high | 0x8000_0000;
  }
  return keys;
}
