import type { Dataset } from '../dataset.js';

/** The rows with enough rows before them, and those rows. */
export interface PreviousRows {
  /** The rows, ascending. */
  readonly rows: Int32Array;
  /** The row that is `back` rows before the i-th of them in its series; the row itself for 0. */
  previous(i: number, back: number): number;
}

/**
 * Finds the rows before each row in its series: its group's rows (or all) by time, or else in their order.
 *
 * @param reach how many rows there must be before a row
 * @throws RangeError if two rows of a series have the same time
 */
export function previousRows({ size, groups, times }: Dataset, reach: number): PreviousRows {
  const series = new Map<string | number | undefined, number[]>();
  for (let row = 0; row < size; row++) {
    const key = groups?.[row];
    const rows = series.get(key);
    if (rows === undefined) series.set(key, [row]);
    else rows.push(row);
  }
  // All series, one after the other; placeOf says where in them a row stands.
  const order = new Int32Array(size);
  const placeOf = new Int32Array(size);
  const enough: number[] = [];
  let place = 0;
  for (const [key, rows] of series) {
    if (times !== undefined) sortByTime(rows, times, key);
    for (const [i, row] of rows.entries()) {
      order[place] = row;
      placeOf[row] = place++;
      if (i >= reach) enough.push(row);
    }
  }
  const rows = Int32Array.from(enough).sort();
  return { rows, previous: (i, back) => order[placeOf[rows[i]!]! - back]! };
}

function sortByTime(rows: number[], times: Float64Array, group: string | number | undefined): void {
  rows.sort((a, b) => times[a]! - times[b]!);
  for (let i = 1; i < rows.length; i++) {
    if (times[rows[i]!] !== times[rows[i - 1]!]) continue;
    throw new RangeError(
      `rows ${rows[i - 1]} and ${rows[i]} have the same time, ${times[rows[i]!]}` +
        (group === undefined
          ? ': if the dataset holds several series, load it with a groups column that tells them apart'
          : `, in the group ${group}: one series has one row at a time`),
    );
  }
}
