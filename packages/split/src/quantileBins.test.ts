import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quantileBins, trainTestSplit } from './index.js';

/** The bins of whole numbers by interpolated edges (NumPy's linear quantiles), right ends included, exactly. */
function byEdges(values: number[], bins: number): number[] {
  const sorted = [...values].sort((a, b) => a - b);
  const edges = Array.from({ length: bins - 1 }, (_, i) => {
    const position = (i + 1) * (values.length - 1);
    const low = Math.floor(position / bins);
    const step = (sorted[low + 1] ?? sorted[low]!) - sorted[low]!;
    return sorted[low]! * bins + (position % bins) * step; // in units of 1/bins
  });
  const codes = values.map((value) => new Set(edges.filter((edge) => edge < value * bins)).size);
  // Edges between the same two values make a bin of nothing.
  const used = [...new Set(codes)].sort((a, b) => a - b);
  return codes.map((code) => used.indexOf(code));
}

describe('quantileBins', () => {
  it('parts the values as interpolated quantiles do', () => {
    const drawn = fc.record({
      values: fc.array(fc.integer({ min: -30, max: 30 }), { minLength: 6, maxLength: 60 }),
      bins: fc.integer({ min: 2, max: 6 }),
    });
    fc.assert(
      fc.property(drawn, ({ values, bins }) => {
        const expected = byEdges(values, bins);
        if (new Set(expected).size === 1) {
          expect(() => quantileBins(values, { bins })).toThrow('so many of them equal');
        } else {
          expect([...quantileBins(values, { bins })]).toEqual(expected);
          expect([...quantileBins(Float32Array.from(values), { bins })]).toEqual(expected);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('fills bins equally, in any order of the values, ten by default', () => {
    const values = Array.from({ length: 100 }, (_, row) => ((row * 37) % 100) ** 3);
    const codes = quantileBins(values);
    for (let bin = 0; bin < 10; bin++) {
      expect(codes.filter((code) => code === bin)).toHaveLength(10);
    }
    expect(Array.from(codes.subarray(0, 4))).toEqual([0, 3, 7, 1]);
  });

  it('keeps equal values together and numbers the bins that are left', () => {
    expect([...quantileBins([0, 0, 0, 0, 0, 0, 7, 9], { bins: 4 })]).toEqual([
      0, 0, 0, 0, 0, 0, 1, 1,
    ]);
  });

  it('serves to stratify a single split', () => {
    const prices = [3.5, 120, 8, 41, 77, 9.25, 15, 230];
    const stratify = quantileBins(prices, { bins: 2 });
    expect([...stratify]).toEqual([0, 1, 0, 1, 1, 0, 0, 1]);
    const { test } = trainTestSplit(8, { stratify, testSize: 4 });
    expect([...test].filter((row) => prices[row]! > 20)).toHaveLength(2);
  });

  it.each([
    [[1, 2, NaN], 2, 'RangeError', 'values must be finite numbers to be cut into bins, but row 2 holds NaN'],
    [[1, 'b', 3], 2, 'TypeError', "row 1 holds 'b'"],
    [[1, 2, 3], 4, 'RangeError', 'bins=4 need as many values, but there are 3; use fewer bins'],
    [[], 2, 'RangeError', 'there are 0'],
    [[1, 2, 3], 1, 'RangeError', 'bins must be a whole number at least 2, not 1'],
    [[1, 2, 3], 2.5, 'RangeError', 'not 2.5'],
    [[5, 5, 5, 5], 2, 'RangeError', 'so many of them equal 5, the largest, that one bin would hold all'],
    ['1234', 2, 'TypeError', "values must be an array or a typed array, not '1234'"],
  ])('refuses %j with %s bins', (values, bins, name, message) => {
    const call = () => quantileBins(values as number[], { bins });
    expect(call).toThrow(message);
    expect(call).toThrow(expect.objectContaining({ name }));
  }); // prettier-ignore
});
