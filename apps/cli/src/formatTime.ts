/**
 * Writes a time of a dataset: milliseconds since 1970 UTC as a date, and any other number as it is. Numbers
 * of at least 1e11 (March 1973) in one of the times are taken for milliseconds.
 */
export function formatTimes(times: readonly number[]): string[] {
  return times.map(times.some((time) => Math.abs(time) >= 1e11) ? formatDate : String);
}

/** Writes milliseconds since 1970 UTC as `1949-01-31`, with the time of day where it is not midnight. */
export function formatDate(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace('T00:00:00.000Z', '').replace('.000Z', 'Z');
}
