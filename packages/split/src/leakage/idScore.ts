import type { SortedColumn } from './sortedColumn.js';

/** What {@link idScore} finds. */
export interface IdScore {
  /** 1 − repeats / expected: 1 if no two rows share a value, near 0 or below for measurements. */
  readonly score: number;
  /** How many rows share their value with an earlier one. */
  readonly repeats: number;
  /** How many would, had the values been drawn evenly from their range. */
  readonly expected: number;
}

/**
 * Measures how much a column of whole numbers avoids repeating itself, as identifiers, row numbers and
 * codes do. Of m numbers drawn evenly from R = max − min + 1 possible ones,
 *
 *     m − R·(1 − (1 − 1/R)ᵐ)
 *
 * repeat an earlier one on average, and any other distribution repeats itself more often.
 *
 * @returns undefined if a value is not whole, or fewer than 10 repeats are expected: then distinct values
 * mean nothing (random codes of 9 digits look like any fine measurement)
 */
export function idScore({ rows, values }: SortedColumn): IdScore | undefined {
  if (values.length < 2 || !values.every(Number.isInteger)) return undefined;
  const range = values.at(-1)! - values[0]! + 1;
  const m = rows.length;
  const expected = m + range * Math.expm1(m * Math.log1p(-1 / range));
  if (expected < LEAST_EXPECTED) return undefined;
  const repeats = m - values.length;
  return { score: 1 - repeats / expected, repeats, expected };
}

const LEAST_EXPECTED = 10;
