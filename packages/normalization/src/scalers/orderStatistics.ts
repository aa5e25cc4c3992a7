import type { ColumnValues } from './columnValues.js';

/** From so many float32 numbers on, counting is faster than sorting (measured). */
const COUNTED = 1 << 14;

/**
 * Finds quantiles with linear interpolation between neighbours, as numpy's `percentile` does, to the same rounding:
 *
 *     h = (n − 1)·q,    a = x₍⌊h⌋₎,  b = x₍⌊h⌋₊₁₎,    quantile = a + (b − a)·(h − ⌊h⌋)
 *
 * @param values the numbers, at least one, without NaN; their order may be changed
 * @param shares the q, from 0 to 1, ascending
 */
export function quantiles(values: ColumnValues, shares: readonly number[]): Float64Array {
  const last = values.length - 1;
  const places = shares.map((share) => last * share);
  const ranks = places.flatMap((place) => [
    Math.floor(place),
    Math.min(Math.floor(place) + 1, last),
  ]);
  const found = orderStatistics(values, ranks);
  return Float64Array.from(places, (place, i) => {
    const [a, b] = [found[2 * i]!, found[2 * i + 1]!];
    const t = place - Math.floor(place);
    return t < 0.5 ? a + (b - a) * t : b - (b - a) * (1 - t);
  });
}

/**
 * Finds the numbers of given ranks.
 *
 * @param values their order may be changed
 * @param ranks from 0; ascending
 */
function orderStatistics(values: ColumnValues, ranks: readonly number[]): number[] {
  if (values instanceof Float32Array && values.length >= COUNTED && ranks.length < 64) {
    return countedStatistics(values, ranks);
  }
  values.sort();
  return ranks.map((rank) => values[rank]!);
}

/** Counts the numbers by the upper half of their bits, and sorts only those that share it with a rank. */
function countedStatistics(values: Float32Array, ranks: readonly number[]): number[] {
  const bits = new Int32Array(values.buffer, values.byteOffset, values.length);
  const counts = new Uint32Array(1 << 16);
  for (let i = 0; i < bits.length; i++) counts[upperHalf(bits[i]!)]!++;

  // What each wanted bin holds, and how many numbers lie below it.
  const bins = new Map<number, { values: Float32Array; below: number; filled: number }>();
  const binOf: number[] = [];
  let bin = 0;
  let below = 0;
  for (const rank of ranks) {
    while (below + counts[bin]! <= rank) below += counts[bin++]!;
    binOf.push(bin);
    if (!bins.has(bin)) bins.set(bin, { values: new Float32Array(counts[bin]!), below, filled: 0 });
  }
  const wanted = new Uint8Array(1 << 16);
  for (const key of bins.keys()) wanted[key] = 1;
  for (let i = 0; i < bits.length; i++) {
    const key = upperHalf(bits[i]!);
    if (wanted[key] === 0) continue;
    const entry = bins.get(key)!;
    entry.values[entry.filled++] = values[i]!;
  }
  for (const entry of bins.values()) entry.values.sort();
  return ranks.map((rank, i) => {
    const entry = bins.get(binOf[i]!)!;
    return entry.values[rank - entry.below]!;
  });
}

/** The upper 16 bits of a float32 number, changed so that they order as the numbers do. */
function upperHalf(bits: number): number {
  return (bits < 0 ? ~bits : bits | 0x80000000) >>> 16;
}
