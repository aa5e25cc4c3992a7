import type { NdArray } from '@occam/core';

/** What becomes of NaN: an error, or left out of what is learned and kept by `transform`. */
export type Missing = 'reject' | 'ignore';

/**
 * Refuses infinity, and NaN unless it is ignored.
 *
 * @throws RangeError naming the value and its row
 */
export function checkValues(name: string, { data, shape }: NdArray, missing: Missing): void {
  if (data instanceof Int32Array || allFinite(data)) return;
  const at = data.findIndex((value) =>
    missing === 'reject' ? !Number.isFinite(value) : Math.abs(value) === Infinity,
  );
  if (at < 0) return;
  const value = data[at]!;
  const row = Math.floor((at * shape[0]!) / data.length);
  throw new RangeError(
    `${name} must be finite, but holds ${value} in row ${row}` +
      (Number.isNaN(value)
        ? ": fill in what is missing, or take a scaler with missing: 'ignore'"
        : ''),
  );
}

/** Float64 sums of float32 numbers do not overflow, so they are finite exactly where all numbers are. */
function allFinite(data: Float32Array): boolean {
  let [a, b, c, d] = [0, 0, 0, 0];
  const end = data.length - (data.length % 4);
  for (let i = 0; i < end; i += 4) {
    a += data[i]!;
    b += data[i + 1]!;
    c += data[i + 2]!;
    d += data[i + 3]!;
  }
  for (let i = end; i < data.length; i++) a += data[i]!;
  return Number.isFinite(a + b + c + d);
}
