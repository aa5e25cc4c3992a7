/** Writes a score or a statistic for a table: four decimals, or six digits where it is large or tiny. */
export function formatNumber(value: number): string {
  if (Number.isNaN(value)) return '–';
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < 1e9) return String(value);
  return size !== 0 && (size >= 10_000 || size < 0.0001)
    ? String(Number(value.toPrecision(6)))
    : value.toFixed(4);
}

/** Writes a score: as {@link formatNumber}, but 1 as 1.0000, so that a column lines up. */
export function formatScore(value: number): string {
  return Number.isInteger(value) && Math.abs(value) < 10_000
    ? value.toFixed(4)
    : formatNumber(value);
}

/** Writes a count and its noun, as `1 row` or `3 rows`. */
export function count(n: number, noun: string, plural = `${noun}s`): string {
  return `${n} ${n === 1 ? noun : plural}`;
}
