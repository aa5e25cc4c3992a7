import { scaleChart, type Chart } from './chartScale.js';
import { formatNumber } from './formatNumber.js';

const WIDTH = 640;
const HEIGHT = 400;
const MARGIN = { left: 80, right: 24, top: 48, bottom: 64 };

/** Draws a line chart as an SVG document that needs nothing else; x on a logarithmic scale. */
export function svgChart(chart: Chart, title: string): string {
  const { points, yRange } = scaleChart(chart);
  const right = WIDTH - MARGIN.right;
  const bottom = HEIGHT - MARGIN.bottom;
  const placed = points.map(({ left, up, x, y }) => ({
    x: round(MARGIN.left + left * (right - MARGIN.left)),
    y: round(bottom - up * (bottom - MARGIN.top)),
    label: `${formatNumber(x)}: ${formatNumber(y)}`,
    tick: formatNumber(x),
  }));
  const levels = [0, 0.25, 0.5, 0.75, 1].map((share) => ({
    y: round(bottom - share * (bottom - MARGIN.top)),
    tick: formatNumber(yRange[0] + share * (yRange[1] - yRange[0])),
  }));
  const middle = (MARGIN.left + right) / 2;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" font-family="sans-serif" font-size="12" fill="#222">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    `<text x="${middle}" y="24" text-anchor="middle" font-size="15">${escaped(title)}</text>`,
    ...levels.flatMap(({ y, tick }) => [
      `<path d="M${MARGIN.left} ${y}H${right}" stroke="#ddd"/>`,
      `<text x="${MARGIN.left - 8}" y="${y + 4}" text-anchor="end">${tick}</text>`,
    ]),
    ...placed.flatMap(({ x, tick }, i) => [
      `<path d="M${x} ${bottom}v5" stroke="#222"/>`,
      ...(roomFor(placed, i)
        ? [`<text x="${x}" y="${bottom + 20}" text-anchor="middle">${tick}</text>`]
        : []),
    ]),
    `<path d="M${MARGIN.left} ${MARGIN.top}V${bottom}H${right}" fill="none" stroke="#222"/>`,
    `<polyline points="${placed.map(({ x, y }) => `${x},${y}`).join(' ')}" fill="none" stroke="#0072b2" stroke-width="2"/>`,
    ...placed.map(
      ({ x, y, label }) =>
        `<circle cx="${x}" cy="${y}" r="4" fill="#0072b2"><title>${escaped(label)}</title></circle>`,
    ),
    `<text x="${middle}" y="${HEIGHT - 20}" text-anchor="middle">${escaped(chart.xLabel)} (logarithmic)</text>`,
    `<text x="20" y="${HEIGHT / 2}" text-anchor="middle" transform="rotate(-90 20 ${HEIGHT / 2})">${escaped(chart.yLabel)}</text>`,
    '</svg>\n',
  ].join('\n');
}

/** Whether a label below a point does not run into one that is there: the outermost are, others where they are far enough from these. */
function roomFor(placed: readonly { readonly x: number }[], index: number): boolean {
  const { x } = placed[index]!;
  if (index === 0 || index === placed.length - 1) return true;
  const before = placed.slice(0, index).filter((_, i) => roomFor(placed, i));
  return x - before.at(-1)!.x > 56 && placed.at(-1)!.x - x > 56;
}

function round(pixels: number): number {
  return Math.round(pixels * 10) / 10;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
