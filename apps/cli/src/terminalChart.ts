import { scaleChart, type Chart } from './chartScale.js';
import { formatNumber } from './formatNumber.js';

const WIDTH = 60;
const HEIGHT = 12;

/** Draws a line chart as text, the points as ● and what leads from one to the next as ·; x on a logarithmic scale. */
export function terminalChart(chart: Chart): string {
  const { points, xRange, yRange } = scaleChart(chart);
  const rows = Array.from({ length: HEIGHT }, () => Array.from({ length: WIDTH }, () => ' '));
  const columnOf = (left: number) => Math.round(left * (WIDTH - 1));
  const put = (left: number, up: number, mark: string) => {
    rows[Math.round((1 - up) * (HEIGHT - 1))]![columnOf(left)] = mark;
  };
  points.forEach((to, i) => {
    const from = points[i - 1];
    const steps = from ? columnOf(to.left) - columnOf(from.left) : 0;
    for (let step = 1; step < steps; step++) {
      const part = step / steps;
      put(from!.left + part * (to.left - from!.left), from!.up + part * (to.up - from!.up), '·');
    }
  });
  for (const { left, up } of points) put(left, up, '●');
  const ticks = yRange.toReversed().map(formatNumber);
  const margin = Math.max(...ticks.map((tick) => tick.length));
  const tick = (row: number) => (row === 0 ? ticks[0]! : row === HEIGHT - 1 ? ticks[1]! : '');
  const lines = rows.map((cells, row) =>
    `${tick(row).padStart(margin)} │${cells.join('')}`.trimEnd(),
  );
  const [first, last] = xRange.map(formatNumber) as [string, string];
  const space = ' '.repeat(margin + 2);
  return [
    chart.yLabel,
    ...lines,
    `${' '.repeat(margin)} └${'─'.repeat(WIDTH)}`,
    `${space}${first}${last.padStart(WIDTH - first.length)}`,
    `${space}${chart.xLabel}, logarithmic`,
  ].join('\n');
}
