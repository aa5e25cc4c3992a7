import { describe, expect, it } from 'vitest';
import reference from '../../fixtures/generators.json' with { type: 'json' };
import { column, expectMean } from '../../test/statistics.js';
import { makeFriedman1 } from './makeFriedman1.js';
import { makeNoisyCurve } from './makeNoisyCurve.js';
import { makeRegression } from './makeRegression.js';

describe.each([
  ['makeRegression', (options: object) => makeRegression({ nFeatures: 5, ...options })],
  ['makeFriedman1', (options: object) => makeFriedman1(options)],
  ['makeNoisyCurve', (options: object) => makeNoisyCurve({ design: 'uniform', ...options })],
])('%s', (_, make) => {
  it('is the truth plus noise, whose variance is the error that remains', () => {
    const data = make({ nSamples: 20_000, noise: 0.7, seed: 5 });
    const truth = data.truth(data.x);
    expect(truth.shape).toEqual([20_000]);
    expect(data.bayesError).toBeCloseTo(0.49, 12);
    const noise = [...data.y.data].map((value, row) => (value - truth.data[row]!) / 0.7);
    expectMean(noise, 0, 1);
    expectMean(
      noise.map((z) => z * z),
      1,
      Math.SQRT2,
    );
  });

  it('without noise is the truth itself', () => {
    const data = make({ nSamples: 30, noise: 0 });
    expect(data.y).toEqual(data.truth(data.x));
    expect(data.bayesError).toBe(0);
  });

  it('is decided by its seed, and its first rows not by how many follow', () => {
    const data = make({ nSamples: 20, noise: 1 });
    expect(make({ nSamples: 20, noise: 1, seed: 0 }).x).toEqual(data.x);
    expect(make({ nSamples: 20, noise: 1, seed: 1 }).y.data).not.toEqual(data.y.data);
    expect(make({ nSamples: 50, noise: 1 }).y.data.subarray(0, 20)).toEqual(data.y.data);
  });

  it('refuses wrong options', () => {
    expect(() => make({ nSamples: 0 })).toThrow(
      'nSamples must be a whole number at least 1, not 0',
    );
    expect(() => make({ noise: NaN })).toThrow('noise must be a number at least 0, not NaN');
    expect(() => make({ nsamples: 3 })).toThrow("(did you mean 'nSamples'?)");
  });
});

it('makeRegression: features are standard normal, the informative coefficients 0 … 100', () => {
  const data = makeRegression({ nSamples: 10_000, nFeatures: 8, nInformative: 3, bias: 7 });
  for (let j = 0; j < 8; j++) {
    expectMean(column(data, j), 0, 1);
    expectMean(
      column(data, j).map((z) => z * z),
      1,
      Math.SQRT2,
    );
  }
  const informative = data.coef.filter((value) => value !== 0);
  expect(informative.length).toBe(3);
  expect(informative.every((value) => value > 0 && value < 100)).toBe(true);
  const zero = data.truth({ data: new Float32Array(8), shape: [1, 8] });
  expect([...zero.data]).toEqual([7]);
  const second = data.truth({ data: new Float32Array([0, 1, 0, 0, 0, 0, 0, 0]), shape: [1, 8] });
  expect(second.data[0]).toBe(Math.fround(7 + data.coef[1]!));
  const ordered = makeRegression({ nFeatures: 8, nInformative: 3, shuffle: false }).coef;
  expect(ordered.map((value) => value !== 0).indexOf(false)).toBe(3);
  expect(makeRegression({ nFeatures: 3, nInformative: 10 }).coef.every((v) => v > 0)).toBe(true);
});

it('makeFriedman1: the formula is that of scikit-learn, the features uniform', () => {
  const { x, y } = reference.friedman1;
  const data = makeFriedman1({ nSamples: 10_000, nFeatures: 6 });
  const truth = data.truth({ data: Float32Array.from(x), shape: [20, 6] }).data;
  y.forEach((value, row) => expect(Math.abs(truth[row]! - value)).toBeLessThan(1e-5));
  for (let j = 0; j < 6; j++) {
    expectMean(column(data, j), 0.5, Math.sqrt(1 / 12));
    expectMean(
      column(data, j).map((u) => (u - 0.5) ** 2),
      1 / 12,
      Math.sqrt(1 / 180),
    );
  }
  expect(() => makeFriedman1({ nFeatures: 4 })).toThrow(
    'nFeatures must be a whole number at least 5',
  );
});

it('makeNoisyCurve: a sine on a grid by default, or a curve and a range of your own', () => {
  const { x, y } = makeNoisyCurve({ nSamples: 5, noise: 0 });
  expect([...x.data]).toEqual([0, 0.25, 0.5, 0.75, 1]);
  [0, 1, 0, -1, 0].forEach((value, i) => expect(y.data[i]).toBeCloseTo(value, 6));
  const parabola = makeNoisyCurve({ nSamples: 3, noise: 0, curve: (v) => v * v, range: [-2, 2] });
  expect([...parabola.y.data]).toEqual([4, 0, 4]);
  expect([...makeNoisyCurve({ nSamples: 1 }).x.data]).toEqual([0]);
  const random = makeNoisyCurve({ nSamples: 10_000, design: 'uniform', range: [2, 6] });
  expectMean(column(random, 0), 4, 4 / Math.sqrt(12));
  expect(Math.min(...random.x.data)).toBeGreaterThanOrEqual(2);
  expect(Math.max(...random.x.data)).toBeLessThanOrEqual(6);
});

it.each([
  [{ curve: 'sin' }, "curve must be a function of x, not 'sin'"],
  [
    { curve: (x: number) => 1 / x },
    'curve must give a finite number everywhere, but gave Infinity at 0',
  ],
  [{ range: [1, 1] }, 'range[1] must be a number above 1, not 1'],
  [{ range: 3 }, 'range must be [least, greatest], not 3'],
  [{ design: 'random' }, "design must be one of 'grid', 'uniform', not 'random'"],
])('makeNoisyCurve refuses %o', (options, message) => {
  expect(() => makeNoisyCurve(options as never)).toThrow(message);
});
