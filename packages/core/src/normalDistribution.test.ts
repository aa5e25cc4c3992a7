import { expect, it } from 'vitest';
import { normalProbability, normalQuantile } from './normalDistribution.js';

// Values of scipy.stats.norm.
const QUANTILES = [
  [0.5, 0],
  [0.6, 0.2533471031357997],
  [0.975, 1.959963984540054],
  [0.9995, 3.2905267314918945],
  [1e-9, -5.9978070150076865],
  [1e-20, -9.26234008979841],
] as const;

it.each(QUANTILES)('has the quantile of %d at %d, and the probability back', (p, z) => {
  expect(Math.abs(normalQuantile(p) - z)).toBeLessThan(1e-12 * Math.max(1, Math.abs(z)));
  expect(Math.abs(normalProbability(z) / p - 1)).toBeLessThan(1e-11);
});

it('is infinite at the ends, and NaN beyond', () => {
  expect([0, 1, -0.1, 1.1, NaN].map(normalQuantile)).toEqual([-Infinity, Infinity, NaN, NaN, NaN]);
});
