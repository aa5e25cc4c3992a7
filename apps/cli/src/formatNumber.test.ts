import { expect, it } from 'vitest';
import { count, formatNumber, formatScore } from './formatNumber.js';

it('writes four decimals, and six digits where they would say nothing', () => {
  expect([0.87654321, 12.5, 3, 1234567.891, 0.0000123456789, -0.5].map(formatNumber)).toEqual([
    '0.8765',
    '12.5000',
    '3',
    '1234570',
    '0.0000123457',
    '-0.5000',
  ]);
  expect(formatNumber(NaN)).toBe('–');
});

it('writes whole scores with decimals, so that columns line up', () => {
  expect([1, 0, 0.5].map(formatScore)).toEqual(['1.0000', '0.0000', '0.5000']);
});

it('counts', () => {
  expect([count(1, 'row'), count(0, 'row'), count(2, 'class', 'classes')]).toEqual([
    '1 row',
    '0 rows',
    '2 classes',
  ]);
});
