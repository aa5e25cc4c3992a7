import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import reference from '../../fixtures/features.json' with { type: 'json' };
import { expectTable, matrix, table } from '../../test/tables.js';
import { KBinsDiscretizer } from './kBinsDiscretizer.js';

let warnings: string[] = [];
beforeEach(() => {
  warnings = [];
  vi.spyOn(console, 'warn').mockImplementation((message) => void warnings.push(message));
});
afterEach(() => vi.restoreAllMocks());

describe('KBinsDiscretizer', () => {
  it.each(reference.bins)(
    'equals scikit-learn: $options',
    ({ options, x, new: fresh, ...want }) => {
      const step = new KBinsDiscretizer(options as object).fit(table(x));
      step.binEdges!.forEach((edges, column) => {
        expect(edges.length).toBe(want.edges[column]!.length);
        edges.forEach((edge, i) => expect(edge).toBeCloseTo(want.edges[column]![i]!, 12));
      });
      expectTable(step.transform(table(x)), want.out);
      expectTable(step.transform(table(fresh)), want.outNew);
    },
  );

  it('warns where bins are lost, and says of which column', () => {
    new KBinsDiscretizer({ nBins: 4 }).fit(
      matrix([
        [0, 5],
        [0, 5],
        [0, 5],
        [0, 5],
        [1, 5],
      ]),
    );
    expect(warnings).toEqual([
      'occam: KBinsDiscretizer: column 0 has many equal values, so that 1 of 4 bins are left',
      'occam: KBinsDiscretizer: column 1 is constant and gets one bin',
    ]);
  });

  it('replaces chosen columns in their places and names the bins', () => {
    const x = matrix([
      [1, 0, 9],
      [2, 4, 8],
    ]);
    const step = new KBinsDiscretizer({ columns: [1], nBins: 2, strategy: 'uniform' }).fit(x);
    expect([...step.transform(x).data]).toEqual([1, 1, 0, 9, 2, 0, 1, 8]);
    expect(step.getFeatureNamesOut(['a', 'b', 'c'])).toEqual(['a', 'b_0', 'b_1', 'c']);
    const ordinal = new KBinsDiscretizer({ columns: [1], encode: 'ordinal' }).fit(x);
    expect(ordinal.getFeatureNamesOut(['a', 'b', 'c'])).toEqual(['a', 'b', 'c']);
  });

  it('puts every value between the edges of its bin, and one-hot says the same as ordinal', () => {
    const options = fc.record({
      nBins: fc.integer({ min: 2, max: 8 }),
      strategy: fc.constantFrom('uniform' as const, 'quantile' as const),
      quantileMethod: fc.constantFrom('linear' as const, 'averaged_inverted_cdf' as const),
    });
    const values = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 2, maxLength: 40 });
    fc.assert(
      fc.property(options, values, (chosen, column) => {
        const x = matrix(column.map((value) => [value]));
        const ordinal = new KBinsDiscretizer({ ...chosen, encode: 'ordinal' }).fit(x);
        const bins = ordinal.transform(x).data;
        const [edges] = ordinal.binEdges!;
        column.forEach((value, row) => {
          if (edges!.length === 0) return expect(bins[row]).toBe(0);
          const bin = bins[row]!;
          expect(value).toBeGreaterThanOrEqual(edges![bin]!);
          if (bin < edges!.length - 2) expect(value).toBeLessThan(edges![bin + 1]!);
          else expect(value).toBeLessThanOrEqual(edges![bin + 1]!);
        });
        const { data, shape } = new KBinsDiscretizer(chosen).fit(x).transform(x);
        const width = shape[1]!;
        column.forEach((_, row) => {
          const cells = [...data.subarray(row * width, (row + 1) * width)];
          expect(cells.indexOf(1)).toBe(bins[row]);
          expect(cells.reduce((sum, cell) => sum + cell, 0)).toBe(1);
        });
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  it('comes back from JSON, a constant column too', () => {
    const x = matrix([
      [1, 5],
      [2, 5],
      [7, 5],
    ]);
    const step = new KBinsDiscretizer({ nBins: [3, 2] }).fit(x);
    const json = JSON.parse(JSON.stringify(step));
    const copy = new KBinsDiscretizer(json.config);
    expect(copy.transform(x)).toEqual(step.transform(x));
    expect(copy.toJSON()).toEqual(json);
    expect(json.config.fitted.binEdges[1]).toEqual([]);
  });

  it.each([
    [{ nBins: 1 }, 'nBins must be a whole number at least 2, not 1'],
    [{ nBins: [2, 1] }, 'nBins[1] must be a whole number at least 2, not 1'],
    [
      { nBins: 'many' },
      "nBins must be a whole number or a list of one for each column, not 'many'",
    ],
    [
      { encode: 'one-hot' },
      "encode must be one of 'onehot', 'ordinal', not 'one-hot' (did you mean 'onehot'?)",
    ],
    [{ strategy: 'kmeans' }, "strategy must be one of 'uniform', 'quantile', not 'kmeans'"],
    [{ n_bins: 3 }, "(did you mean 'nBins'?)"],
    [
      { fitted: { width: 2, binEdges: [[1, 2]] } },
      'fitted.binEdges lists 1 columns, but there are 2',
    ],
    [{ fitted: { width: 1, binEdges: [['a']] } }, 'must be a list of lists of finite numbers'],
  ])('refuses %j', (options, message) => {
    expect(() => new KBinsDiscretizer(options as object)).toThrow(message);
  });

  it('refuses rows that do not fit', () => {
    expect(() => new KBinsDiscretizer({ nBins: [2, 3] }).fit(matrix([[1], [2]]))).toThrow(
      'nBins lists 2 numbers of bins, but there are 1 columns to sort into bins',
    );
    expect(() => new KBinsDiscretizer().transform(matrix([[1]]))).toThrow(
      'call fit before transform',
    );
  });
});
