import type { Classes } from '../classes.js';
import type { SortedColumn } from './sortedColumn.js';

/**
 * Measures how well a column alone predicts the classes, by the simplest rule without a form of its own:
 * rows with one value get its most frequent class, the row itself left out. A value of fewer than five
 * rows is left out as a whole, so that copies of a row do not vouch for each other, and predicted from the
 * nearest other value (if two are equally near, they must agree). Missing is a value too. A tie is an error.
 *
 *     score = 1 − errors / errors of the most frequent class for all rows
 *
 * @returns 1 for a perfect prediction, 0 or below for a useless one; undefined if fewer than 10 rows are
 * not of the most frequent class
 */
export function classScore(column: SortedColumn, { codes, counts }: Classes): number | undefined {
  const baseline = codes.length - counts.reduce((most, count) => Math.max(most, count), 0);
  if (baseline < LEAST_ERRORS) return undefined;
  const { rows, values, starts, missing } = column;
  const tally = new Uint32Array(counts.length);
  const runs = values.length;
  const winners = new Int32Array(runs);
  let right = 0;

  /** Counts the classes of some rows; the winner is −1 for a tie. */
  function count(some: Uint32Array): { winner: number; most: number; second: number } {
    let winner = -1;
    let most = 0;
    let second = 0;
    for (const row of some) tally[codes[row]!]!++;
    for (const row of some) {
      const code = codes[row]!;
      const votes = tally[code]!;
      tally[code] = 0;
      if (votes > most) {
        second = most;
        most = votes;
        winner = code;
      } else if (votes > second) second = votes;
    }
    return { winner: most > second ? winner : -1, most, second };
  }

  for (let run = 0; run < runs; run++) {
    const { winner, most, second } = count(rows.subarray(starts[run], starts[run + 1]));
    winners[run] = winner;
    if (starts[run + 1]! - starts[run]! >= LEAST_RUN && most - 1 > second) right += most;
  }
  const absent = count(missing);
  if (missing.length >= LEAST_RUN && absent.most - 1 > absent.second) right += absent.most;
  for (let run = 0; run < runs; run++) {
    if (starts[run + 1]! - starts[run]! >= LEAST_RUN) continue;
    const before = run > 0 ? values[run]! - values[run - 1]! : Infinity;
    const after = run + 1 < runs ? values[run + 1]! - values[run]! : Infinity;
    for (let i = starts[run]!; i < starts[run + 1]!; i++) {
      const code = codes[rows[i]!]!;
      const agrees = (gap: number, other: number, otherGap: number) =>
        gap > otherGap || (gap < Infinity && winners[other] === code);
      if (agrees(before, run - 1, after) && agrees(after, run + 1, before)) right++;
    }
  }
  return 1 - (codes.length - right) / baseline;
}

const LEAST_ERRORS = 10;
const LEAST_RUN = 5;
