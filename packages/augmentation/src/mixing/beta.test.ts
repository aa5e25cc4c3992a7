import { createRng } from '@occam/core';
import { describe, expect, it } from 'vitest';
import { SampleRandom } from '../sampleRandom.js';
import { drawBeta } from './beta.js';
import { exp, log } from './logExp.js';

const N = 20_000;
const { key } = createRng('beta');

/** One draw for each of many samples, ascending. */
function draws(alpha: number): Float64Array {
  return Float64Array.from({ length: N }, (_, row) =>
    drawBeta(new SampleRandom(key, row, 0), alpha),
  ).sort();
}

const moment = (values: Float64Array, power: number) =>
  values.reduce((sum, value) => sum + (value - 0.5) ** power, 0) / N;

describe('drawBeta', () => {
  // Central moments of B(α, α): 1/(4(2α + 1)) and 3/(16(2α + 1)(2α + 3)); the errors are five standard ones.
  it.each([0.1, 0.2, 0.5, 1, 2, 8, 50])('has the moments of B(α, α) for α = %d', (alpha) => {
    const values = draws(alpha);
    const variance = 1 / (4 * (2 * alpha + 1));
    const fourth = 3 / (16 * (2 * alpha + 1) * (2 * alpha + 3));
    expect(Math.abs(moment(values, 1))).toBeLessThan(5 * Math.sqrt(variance / N));
    const error = Math.sqrt((fourth - variance ** 2) / N);
    expect(Math.abs(moment(values, 2) - variance)).toBeLessThan(5 * error);
    expect(Math.abs(moment(values, 4) / fourth - 1)).toBeLessThan(0.06);
    expect(values[0]).toBeGreaterThanOrEqual(0);
    expect(values[N - 1]).toBeLessThanOrEqual(1);
  });

  // Kolmogorov and Smirnov: above 1.95 / √n by chance once in a thousand.
  it.each<[number, (x: number) => number]>([
    [0.5, (x) => (2 / Math.PI) * Math.asin(Math.sqrt(x))],
    [1, (x) => x],
    [2, (x) => x * x * (3 - 2 * x)],
    [3, (x) => x ** 3 * (10 - 15 * x + 6 * x * x)],
  ])('has the distribution function of B(α, α) for α = %d', (alpha, distribution) => {
    const farthest = draws(alpha).reduce((most, value, i) => {
      const below = distribution(value);
      return Math.max(most, Math.abs(below - i / N), Math.abs(below - (i + 1) / N));
    }, 0);
    expect(farthest).toBeLessThan(1.95 / Math.sqrt(N));
  });

  it('is exact at the ends: α = 0 leaves all, a tiny α all or nothing', () => {
    expect(drawBeta(new SampleRandom(key, 0, 0), 0)).toBe(1);
    const values = draws(1e-3);
    expect(values.every(Number.isFinite)).toBe(true);
    const inside = values.filter((value) => value > 1e-6 && value < 1 - 1e-6).length;
    expect(inside / N).toBeLessThan(0.03);
  });
});

describe('log and exp', () => {
  it('are those of Math within 1e-15', () => {
    const random = new SampleRandom(key, 1, 1);
    for (let i = 0; i < 5000; i++) {
      const x = random.uniform(-40, 40);
      const size = exp(x);
      expect(Math.abs(size / Math.exp(x) - 1)).toBeLessThan(1e-15);
      expect(Math.abs(log(size) - Math.log(size))).toBeLessThan(1e-15 * Math.max(Math.abs(x), 1));
    }
    expect([exp(0), exp(-800), exp(800), log(1)]).toEqual([1, 0, Infinity, 0]);
    expect(log(2 ** -33)).toBe(-33 * Math.LN2);
  });
});
