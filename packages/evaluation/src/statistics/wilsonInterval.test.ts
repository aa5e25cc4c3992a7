import { expect, it } from 'vitest';
import { wilsonInterval } from './wilsonInterval.js';

// By the formula, in Python with scipy.stats.norm.ppf.
it.each([
  [90, 100, 0.95, 0.8256343384950865, 0.9447708629393249],
  [0, 10, 0.95, 0, 0.27753279986288926],
  [7, 7, 0.9, 0.7212373045474579, 1],
])('of %d in %d at %d', (successes, n, level, low, high) => {
  const [a, b] = wilsonInterval(successes, n, { level });
  expect(a).toBeCloseTo(low, 12);
  expect(b).toBeCloseTo(high, 12);
});

it('refuses what is no share', () => {
  expect(() => wilsonInterval(3, 2)).toThrow('successes must be a whole number');
  expect(() => wilsonInterval(0, 0)).toThrow(RangeError);
  expect(() => wilsonInterval(1, 2, { level: 1 })).toThrow('level must be a number above 0');
});
