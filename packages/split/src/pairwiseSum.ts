/**
 * Sums numbers in NumPy's order (pairwise, in blocks of at most 128 with eight running sums each), so that
 * decisions made on the last bits fall as they do there.
 *
 * @param values the numbers from `start` on, `length` of them
 */
export function pairwiseSum(
  values: Float64Array,
  start = 0,
  length = values.length - start,
): number {
  let sum = 0;
  if (length > 128) {
    const half = (length >> 1) - ((length >> 1) % 8);
    return pairwiseSum(values, start, half) + pairwiseSum(values, start + half, length - half);
  }
  const end = start + length;
  let next = start;
  if (length >= 8) {
    const sums = values.slice(start, start + 8);
    for (next += 8; next + 8 <= end; next += 8) {
      for (let lane = 0; lane < 8; lane++) sums[lane]! += values[next + lane]!;
    }
    const [a, b, c, d, e, f, g, h] = sums as unknown as number[];
    sum = a! + b! + (c! + d!) + (e! + f! + (g! + h!));
  }
  for (; next < end; next++) sum += values[next]!;
  return sum;
}
