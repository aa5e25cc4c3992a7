import { decode } from 'fast-png';
import { expect, it } from 'vitest';
import { scaleChart } from './chartScale.js';
import { heatMapOf, pngHeatMap, terminalHeatMap } from './heatMap.js';
import { svgChart } from './svgChart.js';
import { terminalChart } from './terminalChart.js';

const chart = {
  points: [
    { x: 1000, y: 0.9 },
    { x: 10, y: 0.5 },
    { x: 100, y: 0.8 },
  ],
  xLabel: 'parameters',
  yLabel: 'a < b & c',
};

it('places points by the logarithm of x, and a single one in the middle', () => {
  const { points, xRange, yRange } = scaleChart(chart);
  expect(points.map(({ x }) => x)).toEqual([10, 100, 1000]);
  [0, 0.5, 1].forEach((left, i) => expect(points[i]!.left).toBeCloseTo(left, 12));
  [0, 0.75, 1].forEach((up, i) => expect(points[i]!.up).toBeCloseTo(up, 12));
  expect([xRange, yRange]).toEqual([
    [10, 1000],
    [0.5, 0.9],
  ]);
  const one = scaleChart({ ...chart, points: [{ x: 7, y: 1 }] }).points[0];
  expect(one).toEqual({ x: 7, y: 1, left: 0.5, up: 0.5 });
});

it('draws each point where it belongs in the terminal', () => {
  const lines = terminalChart(chart).split('\n');
  expect(lines[0]).toBe('a < b & c');
  // The margin is 8 characters: '0.9000 │'.
  expect(lines[1]!.indexOf('●')).toBe(8 + 59);
  expect(lines[1]).toMatch(/^0\.9000 │/);
  expect(lines[12]).toMatch(/^0\.5000 │●/);
  expect(lines[4]!.indexOf('●')).toBe(8 + 30);
  expect(lines[14]).toMatch(/^ {8}10 {54}1000$/);
});

it('writes an SVG document with a point each, and escapes names', () => {
  const svg = svgChart(chart, 'x & y');
  expect(svg.match(/<circle /g)).toHaveLength(3);
  expect(svg).toContain('points="80,336 348,120 616,48"');
  expect(svg).toContain('<title>x &amp; y</title>');
  expect(svg).toContain('>a &lt; b &amp; c</text>');
});

it('adds channels up, and draws the most relevant pixel the brightest', () => {
  const map = heatMapOf(Float32Array.of(1, 1, 0, 0, 0, 0, 4, 4), [2, 2, 2]);
  expect([...map.values]).toEqual([2, 0, 0, 8]);
  expect(terminalHeatMap(map)).toBe(['+----+', '|::  |', '|  @@|', '+----+'].join('\n'));
  const { width, height, channels, data } = decode(pngHeatMap(map));
  expect([width, height, channels]).toEqual([320, 320, 3]);
  const pixel = (x: number, y: number) => {
    const at = (y * 320 + x) * 3;
    return Array.from(data.subarray(at, at + 3));
  };
  expect(pixel(319, 319)).toEqual([255, 255, 255]);
  expect(pixel(200, 10)).toEqual([0, 0, 0]);
  // A quarter of the largest: three quarters of the way to red.
  expect(pixel(0, 0)).toEqual([191, 0, 0]);
});

it('shrinks wide heat maps by means, and draws one of zeros', () => {
  const wide = heatMapOf(new Float32Array(80 * 4).fill(1), [4, 80]);
  expect(terminalHeatMap(wide).split('\n')).toEqual([
    `+${'-'.repeat(80)}+`,
    `|${'@'.repeat(80)}|`,
    `|${'@'.repeat(80)}|`,
    `+${'-'.repeat(80)}+`,
  ]);
  const zeros = heatMapOf(new Float32Array(4), [2, 2]);
  expect(terminalHeatMap(zeros)).toBe(['+----+', '|    |', '|    |', '+----+'].join('\n'));
  expect(decode(pngHeatMap(zeros)).data.every((byte) => byte === 0)).toBe(true);
});
