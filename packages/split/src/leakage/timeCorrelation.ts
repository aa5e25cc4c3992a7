import type { SortedColumn } from './sortedColumn.js';

/**
 * Measures how far a column rises or falls with time: the square of Spearman's rank correlation ρ
 * (1904), equal values and equal times sharing their mean rank.
 *
 * @param timeRanks the rank of each row's time (any numbers that ascend with it), shape [n]
 * @returns ρ, −1 … 1; 0 for a constant
 */
export function timeCorrelation({ rows, starts }: SortedColumn, timeRanks: Float64Array): number {
  const m = rows.length;
  const ranks = new Float64Array(m);
  for (let run = 0; run + 1 < starts.length; run++) {
    ranks.fill((starts[run]! + starts[run + 1]! - 1) / 2, starts[run], starts[run + 1]);
  }
  return correlation(
    ranks,
    Float64Array.from(rows, (row) => timeRanks[row]!),
  );
}

/** Pearson's correlation of two lists; 0 if one is constant or empty. */
export function correlation(a: Float64Array, b: Float64Array): number {
  const n = a.length;
  let meanA = 0;
  let meanB = 0;
  for (let i = 0; i < n; i++) {
    meanA += a[i]! / n;
    meanB += b[i]! / n;
  }
  let ab = 0;
  let aa = 0;
  let bb = 0;
  for (let i = 0; i < n; i++) {
    const da = a[i]! - meanA;
    const db = b[i]! - meanB;
    ab += da * db;
    aa += da * da;
    bb += db * db;
  }
  return aa > 0 && bb > 0 ? ab / Math.sqrt(aa * bb) : 0;
}
