import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chronologicalOrder } from './chronologicalOrder.js';

/** The rows by time, by a comparing sort, which is stable. */
const expected = (times: ArrayLike<number>) =>
  Array.from(times, (_, row) => row).sort((a, b) => times[a]! - times[b]!);

describe('chronologicalOrder', () => {
  it('sorts as a stable comparing sort does, equal times, −0 and subnormals included', () => {
    const time = fc.oneof(
      fc.integer({ min: -3, max: 3 }),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
    );
    fc.assert(
      fc.property(fc.array(time), (times) => {
        expect([...chronologicalOrder(times)]).toEqual(expected(times));
        const array = Float64Array.from(times);
        expect([...chronologicalOrder(array)]).toEqual(expected(array));
      }),
      { numRuns: 2000 },
    );
  });

  it('sorts many rows, where digits are wider', () => {
    const times = Float64Array.from({ length: 70_000 }, (_, row) => ((row * 7919) % 9973) * -1.37);
    expect([...chronologicalOrder(times)]).toEqual(expected(times));
  });

  it('refuses what is no time and names the row', () => {
    expect(() => chronologicalOrder([1, NaN])).toThrow(
      new RangeError('times must be finite numbers (milliseconds, years, …), but row 1 holds NaN'),
    );
    expect(() => chronologicalOrder([Infinity])).toThrow(RangeError);
    expect(() => chronologicalOrder(['2020-01-01'] as unknown as number[])).toThrow(
      new TypeError(
        "times must be finite numbers (milliseconds, years, …), but row 0 holds '2020-01-01'",
      ),
    );
  });
});
