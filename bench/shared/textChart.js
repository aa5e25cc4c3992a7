const MARKS = 'abcdefghijklmnopqrstuvwxyz';

/**
 * A chart of lines as text: each series has a letter, * is where several meet.
 *
 * @param {{ labels: string[], series: Record<string, number[]>, height?: number, format?: (value: number) => string }} options the
 *   labels stand below the columns; each series has a value for each of them
 */
export function textChart({ labels, series, height = 16, format = String }) {
  const all = Object.values(series).flat();
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const width = Math.max(...labels.map((label) => label.length)) + 3;
  const rows = Array.from({ length: height }, () => Array(labels.length).fill(' '));
  Object.values(series).forEach((values, s) =>
    values.forEach((value, column) => {
      const row = Math.round(((high - value) / (high - low || 1)) * (height - 1));
      rows[row][column] = rows[row][column] === ' ' ? MARKS[s] : '*';
    }),
  );
  const ticks = [format(high), format(low)];
  const margin = Math.max(...ticks.map((tick) => tick.length));
  const tick = (row) => (row === 0 ? ticks[0] : row === height - 1 ? ticks[1] : '');
  const lines = rows.map(
    (cells, row) =>
      `${tick(row).padStart(margin)} |${cells.map((cell) => cell.padStart(width)).join('')}`,
  );
  const below = `${' '.repeat(margin)} +${labels.map((label) => label.padStart(width)).join('')}`;
  const legend = Object.keys(series).map((name, s) => `${MARKS[s]} ${name}`);
  return [...lines, below, `${' '.repeat(margin)}  ${legend.join('   ')}`]
    .map((line) => line.trimEnd())
    .join('\n');
}
