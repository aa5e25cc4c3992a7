/**
 * Reads a series at other times, linearly between its steps.
 *
 * @param from a series, [steps · channels]
 * @param to receives the new one
 * @param times for each step the time to read, 0 … steps − 1
 */
export function readSeries(
  from: Float32Array,
  to: Float32Array,
  channels: number,
  times: ArrayLike<number>,
): void {
  const last = times.length - 1;
  for (let step = 0; step <= last; step++) {
    const before = Math.min(Math.floor(times[step]!), last);
    const after = Math.min(before + 1, last);
    const part = times[step]! - before;
    for (let c = 0; c < channels; c++) {
      const value = from[before * channels + c]!;
      to[step * channels + c] =
        part === 0 ? value : value + part * (from[after * channels + c]! - value);
    }
  }
}
