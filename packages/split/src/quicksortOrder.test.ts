import fc from 'fast-check';
import { expect, it } from 'vitest';
import { quicksortOrder } from './quicksortOrder.js';

/** Each item once, in the order of its value. */
function expectSorted(values: number[]): void {
  const order = [...quicksortOrder(values)];
  expect([...order].sort((a, b) => a - b)).toEqual([...values.keys()]);
  expect(order.map((item) => values[item])).toEqual([...values].sort((a, b) => a - b));
}

it('sorts, with many equal values as with few', () => {
  const lists = fc
    .integer({ min: 0, max: 1000 })
    .chain((max) => fc.array(fc.integer({ min: 0, max }), { maxLength: 200, size: 'max' }));
  fc.assert(fc.property(lists, expectSorted), { numRuns: 500 });
});

it('keeps a few equal values in order, as sorting by insertion does', () => {
  expect([...quicksortOrder([2, 1, 2, 1, 2])]).toEqual([1, 3, 0, 2, 4]);
  expect([...quicksortOrder([])]).toEqual([]);
});

/** A number that changes when items change places: Σ position · item. */
const weigh = (values: number[]) =>
  quicksortOrder(values).reduce((sum, item, position) => sum + item * position, 0);

it.each([
  ['a few values over and over', 200, (i: number) => (i * i) % 97, 1_947_221],
  ['a few values over and over', 6000, (i: number) => (i * i) % 97, 54_031_729_351],
  // Up and down again: uneven partitions, which heapsort finishes.
  ['up and down', 1000, (i: number) => (i < 500 ? i : 1000 - i), 249_770_078],
  ['up and down', 6000, (i: number) => (i < 3000 ? i : 6000 - i), 53_990_937_846],
])('leaves equal values as NumPy 1.24 does: %s, %i', (_, length, valueAt, expected) => {
  const values = Array.from({ length }, (_value, i) => valueAt(i));
  expect(weigh(values)).toBe(expected);
  expectSorted(values);
});

it('sorts what makes every partition uneven, without deep recursion', () => {
  expectSorted(Array.from({ length: 200_000 }, (_, i) => (i < 100_000 ? i : 200_000 - i)));
  expectSorted(Array.from({ length: 100_000 }, () => 7));
});
