import { checkInteger } from '@occam/core';
import type { Rows } from '../transform.js';

/** What every transform of series takes. */
export interface SeriesOptions {
  /**
   * How many channels a flat row [steps · channels] has, the channels of a step side by side: 1 for rows [steps]. Default: rows are
   * [steps, channels].
   */
  channels?: number | undefined;
}

/**
 * Reads the option `channels`.
 *
 * @throws TypeError or RangeError if it is no whole number at least 1
 */
export function checkChannels({ channels }: SeriesOptions): void {
  if (channels !== undefined) checkInteger('channels', channels, { min: 1 });
}

/**
 * Says how many steps and channels a row has.
 *
 * @param owner the transform, for messages
 * @throws RangeError if the row is no series
 */
export function seriesShape(
  owner: string,
  rowShape: readonly number[],
  channels: number | undefined,
): [steps: number, channels: number] {
  const [length = 0, second] = rowShape;
  if (rowShape.length === 2 && (channels ?? second) === second) return [length, second!];
  if (rowShape.length === 1 && channels !== undefined && length % channels === 0) {
    return [length / channels, channels];
  }
  const rows = `the rows have the shape [n, ${rowShape.join(', ')}]`;
  if (rowShape.length > 2 || channels === undefined) {
    throw new RangeError(
      `${owner} works on series [n, steps, channels], but ${rows}` +
        (rowShape.length === 1
          ? `: say how many channels they have, as ${owner}({ channels: 1 })`
          : ''),
    );
  }
  throw new RangeError(`${owner} is for series of ${channels} channels, but ${rows}`);
}

/**
 * Makes new series from old ones, row by row.
 *
 * @param make writes the row `to` from the row `from`, both [steps · channels]
 */
export function mapSeries<Drawn>(
  { x, y }: Rows,
  drawn: readonly Drawn[],
  make: (from: Float32Array, to: Float32Array, drawn: Drawn) => void,
): Rows {
  const data = Float32Array.from(x.data);
  const width = drawn.length === 0 ? 0 : data.length / drawn.length;
  const source = x.data as Float32Array;
  drawn.forEach((one, row) => {
    const [start, end] = [row * width, (row + 1) * width];
    make(source.subarray(start, end), data.subarray(start, end), one);
  });
  return { x: { data, shape: x.shape }, y };
}
