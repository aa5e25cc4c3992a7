import type { Dataset } from '@occam/datasets';
import type { Settings } from './checkSettings.js';
import { UsageError } from './failure.js';

/**
 * Turns a series into rows whose features are earlier values, of the target and of every other column:
 * none of these is known at the time that is forecast.
 *
 * @returns the data themselves without `lags`
 * @throws UsageError if the data have no times or the target is a class; RangeError if they are too short
 */
export async function lagged(data: Dataset, { lags, target }: Settings): Promise<Dataset> {
  if (lags === undefined) return data;
  if (data.times === undefined) {
    throw new UsageError('--lags needs --time, the column that says when a row was observed');
  }
  if (data.task !== 'regression') {
    throw new UsageError(
      '--lags is for numbers, and the target is a class: add --task regression if it is a number',
    );
  }
  const { makeWindows } = await import('@occam/datasets/features');
  return makeWindows(data, {
    lags,
    featureLags: isTimeAlone(data) ? 0 : lags,
    targetName: typeof target === 'string' ? target : 'y',
  });
}

/**
 * The rows of a series that have a window: `lags` rows before them in time, within their group. Row i of
 * {@link lagged} forecasts the i-th of them.
 */
export function forecastRows(
  { size, times, groups }: Dataset,
  { lags = 0 }: Settings,
): Uint32Array {
  const inTime = Array.from({ length: size }, (_, row) => row);
  if (times !== undefined) inTime.sort((a, b) => times[a]! - times[b]!);
  const before = new Map<string | number | undefined, number>();
  const rows: number[] = [];
  for (const row of inTime) {
    const group = groups?.[row];
    const count = before.get(group) ?? 0;
    if (count >= lags) rows.push(row);
    before.set(group, count + 1);
  }
  return Uint32Array.from(rows).sort();
}

/** Whether the only feature is the time, as loaders make it of a table with no other column. */
export function isTimeAlone({ x, times, size }: Dataset): boolean {
  if (times === undefined || x.data.length !== size) return false;
  const last = times.findIndex((time) => time !== times[0]);
  if (last < 0) return false;
  const rate = x.data[last]! / (times[last]! - times[0]!);
  return x.data.every((value, row) => {
    const expected = rate * (times[row]! - times[0]!);
    return Math.abs(value - expected) <= 1e-5 * Math.abs(expected);
  });
}
