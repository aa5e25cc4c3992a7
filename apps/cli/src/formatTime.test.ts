import { expect, it } from 'vitest';
import { formatDate, formatTimes } from './formatTime.js';

it('writes milliseconds as dates and other numbers as they are', () => {
  expect(formatTimes([Date.UTC(1949, 0, 1), Date.UTC(1970, 0, 2)])).toEqual([
    '1949-01-01',
    '1970-01-02',
  ]);
  expect(formatTimes([1700, 2008])).toEqual(['1700', '2008']);
});

it('writes the time of day where it is not midnight', () => {
  expect(formatDate(Date.UTC(2020, 1, 3, 4, 5, 6))).toBe('2020-02-03T04:05:06Z');
});
