import { ndarray, type NdArray } from '@occam/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import reference from '../../fixtures/standardScaler.json' with { type: 'json' };
import { StandardScaler, type StandardScalerJson } from './standardScaler.js';

function matrix(rows: readonly (readonly number[])[]): NdArray {
  return ndarray(new Float32Array(rows.flat()), [rows.length, rows[0]?.length ?? 0]);
}

/** Asserts |got − want| ≤ tolerance · (1 + |want|): the inputs are float32, the reference has decimals. */
function expectClose(got: ArrayLike<number>, want: readonly number[], tolerance: number): void {
  expect(got.length).toBe(want.length);
  want.forEach((value, i) => {
    expect(Math.abs(got[i]! - value), `${got[i]} for ${value}`).toBeLessThanOrEqual(
      tolerance * (1 + Math.abs(value)),
    );
  });
}

const matrices = fc
  .tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 5 }))
  .chain(([n, columns]) =>
    fc
      .array(fc.double({ min: -1000, max: 1000, noNaN: true }), {
        minLength: n * columns,
        maxLength: n * columns,
      })
      .map((values) => ndarray(new Float32Array(values), [n, columns])),
  );

describe('StandardScaler', () => {
  for (const { id, dataset, everyOther, fitted, ...expected } of reference.cases) {
    it(`equals scikit-learn: ${id}`, () => {
      const table = reference.tables[dataset as 'iris' | 'wine'];
      const x = matrix(table);
      const scaler = new StandardScaler().fit(
        everyOther ? matrix(table.filter((_, row) => row % 2 === 0)) : x,
      );
      expectClose(scaler.mean!, fitted.mean, 1e-7);
      expectClose(scaler.scale!, fitted.scale, 1e-7);
      expectClose(
        scaler.scale!.map((scale) => scale ** 2),
        fitted.var,
        1e-7,
      );

      const z = scaler.transform(x);
      const columns = fitted.mean.length;
      const rows = expected.outputRows.map((row) => [
        ...z.data.subarray(row * columns, (row + 1) * columns),
      ]);
      expectClose(rows.flat(), expected.output.flat(), 2e-6);
      const sums = Array.from({ length: columns }, () => 0);
      const squares = Array.from({ length: columns }, () => 0);
      z.data.forEach((value, i) => {
        sums[i % columns]! += value;
        squares[i % columns]! += value ** 2;
      });
      expectClose(sums, expected.outputSum, 1e-4);
      expectClose(squares, expected.outputSumSquares, 1e-5);
      if (expected.inverseOfOutput) {
        const back = scaler.inverseTransform(matrix(expected.output));
        expectClose(back.data, expected.inverseOfOutput.flat(), 1e-6);
      }
    });
  }

  it('subtracts or divides alone when asked', () => {
    const x = matrix([[1], [3]]);
    expect([...new StandardScaler({ withStd: false }).fit(x).transform(x).data]).toEqual([-1, 1]);
    expect([...new StandardScaler({ withMean: false }).fit(x).transform(x).data]).toEqual([1, 3]);
    const wide = matrix([[2], [6]]);
    const divided = new StandardScaler({ withMean: false }).fit(wide);
    expect([...divided.transform(wide).data]).toEqual([1, 3]);
    expect([...divided.inverseTransform(x).data]).toEqual([2, 6]);
  });

  it('leaves the scale of a constant column alone', () => {
    const scaler = new StandardScaler().fit(
      matrix([
        [0.1, 5],
        [0.1, 7],
        [0.1, 6],
      ]),
    );
    expect(scaler.scale![0]).toBe(1);
    expect(scaler.transform(matrix([[1.1, 6]])).data[0]).toBeCloseTo(1, 6);
    expect(new StandardScaler().fit(matrix([[4, -2]])).scale).toEqual(new Float64Array([1, 1]));
  });

  // n ones, of which one is 1 + 2⁻²³: var ≈ 2⁻⁴⁶ / n is at most (n ε)² = n² 2⁻¹⁰⁴ from n = 2^(58/3) ≈ 660,561 on.
  it.each([
    [660_000, 'is not', 2 ** -23 / Math.sqrt(660_000)],
    [661_000, 'is', 1],
  ])(
    "of %i rows, a difference in the last bit of one %s above rounding, by scikit-learn's rule",
    (n, _, scale) => {
      const data = new Float32Array(n).fill(1);
      data[n >> 1] = 1 + 2 ** -23;
      const [got] = new StandardScaler().fit(ndarray(data, [n, 1])).scale!;
      expect(Math.abs(got! / scale - 1)).toBeLessThan(1e-4);
    },
  );

  it('computes in float64: a large offset does not hide a small spread', () => {
    const x = matrix([[16777214], [16777215], [16777216]]);
    const scaler = new StandardScaler().fit(x);
    expect(scaler.mean![0]).toBe(16777215);
    expect(scaler.scale![0]).toBeCloseTo(Math.sqrt(2 / 3), 12);
    const z = Math.fround(Math.sqrt(1.5));
    expect([...scaler.transform(x).data]).toEqual([-z, 0, z]);
  });

  it('takes integers and rows of any shape, and returns float32 rows of the same shape', () => {
    const images = ndarray(
      Int32Array.from({ length: 24 }, (_, i) => i),
      [4, 2, 3, 1],
    );
    const scaler = new StandardScaler().fit(images);
    expect([...scaler.mean!]).toEqual([9, 10, 11, 12, 13, 14]);
    const z = scaler.transform(images);
    expect(z.shape).toEqual([4, 2, 3, 1]);
    expect(z.data).toBeInstanceOf(Float32Array);
    expect(z.data[0]).toBe(Math.fround(-9 / Math.sqrt(45)));
    expect(images.data[0]).toBe(0);
    expect(scaler.transform(ndarray(new Float32Array(0), [0, 6])).data).toHaveLength(0);
  });

  it('gives mean 0 and variance 1 (or 0), and back what went in', () => {
    fc.assert(
      fc.property(matrices, (x) => {
        const columns = x.shape[1]!;
        const n = x.shape[0]!;
        const scaler = new StandardScaler().fit(x);
        const z = scaler.transform(x);
        const back = scaler.inverseTransform(z);
        for (let column = 0; column < columns; column++) {
          const values = Array.from({ length: n }, (_, row) => z.data[row * columns + column]!);
          const mean = values.reduce((sum, value) => sum + value, 0) / n;
          const variance = values.reduce((sum, value) => sum + value ** 2, 0) / n;
          const before = Array.from({ length: n }, (_, row) => x.data[row * columns + column]!);
          const varies = before.some((value) => value !== before[0]);
          expect(Math.abs(mean)).toBeLessThan(1e-6);
          if (varies && scaler.scale![column] !== 1)
            expect(Math.abs(variance - 1)).toBeLessThan(1e-5);
          if (!varies) expect(variance).toBeLessThan(1e-12);
        }
        x.data.forEach((value, i) => expect(Math.abs(back.data[i]! - value)).toBeLessThan(2e-3));
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  it.each([
    [3, 20_000],
    [20_000, 3],
  ])('sums %i columns of %i rows in blocks, none left out', (columns, n) => {
    const data = Float32Array.from({ length: n * columns }, (_, i) => (i * 7919) % 101);
    const { mean, scale } = new StandardScaler().fit(ndarray(data, [n, columns]));
    for (const column of [0, 1, columns - 1]) {
      const values = Array.from({ length: n }, (_, row) => data[row * columns + column]!);
      const expected = values.reduce((sum, value) => sum + value, 0) / n;
      const variance = values.reduce((sum, value) => sum + (value - expected) ** 2, 0) / n;
      expect(mean![column]).toBe(expected);
      expect(scale![column]).toBeCloseTo(Math.sqrt(variance), 10);
    }
  });

  it('forgets what it learned before when it is fitted again', () => {
    const scaler = new StandardScaler().fit(matrix([[1], [3]])).fit(
      matrix([
        [10, 0],
        [30, 2],
      ]),
    );
    expect([...scaler.mean!]).toEqual([20, 1]);
    expect([...scaler.scale!]).toEqual([10, 1]);
  });

  it('hands out copies of what it learned', () => {
    const scaler = new StandardScaler().fit(matrix([[1], [3]]));
    scaler.mean![0] = 7;
    scaler.scale![0] = 7;
    expect([...scaler.transform(matrix([[3]])).data]).toEqual([1]);
  });
});

describe('StandardScaler as JSON', () => {
  it('comes back with the same bits', () => {
    fc.assert(
      fc.property(matrices, fc.boolean(), fc.boolean(), (x, withMean, withStd) => {
        const scaler = new StandardScaler({ withMean, withStd }).fit(x);
        const json = JSON.parse(JSON.stringify(scaler)) as StandardScalerJson;
        const copy = StandardScaler.fromJSON(json);
        expect(copy.mean).toEqual(scaler.mean);
        expect(copy.scale).toEqual(scaler.scale);
        expect(copy.toJSON()).toEqual(scaler.toJSON());
        expect(new StandardScaler(json.config).transform(x)).toEqual(scaler.transform(x));
        expect(copy.transform(x).data).toEqual(scaler.transform(x).data);
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  it('holds the options alone before fit', () => {
    const json = new StandardScaler({ withMean: false }).toJSON();
    // What recipes hold: it would not compile with an interface as the type of config.
    const config: Record<string, unknown> = json.config;
    expect(Object.keys(config)).toEqual(['withMean', 'withStd', 'missing']);
    expect(json).toEqual({
      className: 'StandardScaler',
      config: { withMean: false, withStd: true, missing: 'reject' },
    });
    const copy = StandardScaler.fromJSON(json);
    expect([copy.withMean, copy.withStd, copy.mean]).toEqual([false, true, undefined]);
  });

  it.each([
    [null, /needs \{ className: 'StandardScaler'/],
    [{ className: 'MinMaxScaler', config: {} }, /needs \{ className: 'StandardScaler'/],
    [{ className: 'StandardScaler' }, /needs \{ className: 'StandardScaler'/],
    [{ className: 'StandardScaler', config: { withMaen: true } }, /did you mean 'withMean'/],
    [
      { className: 'StandardScaler', config: { mean: [1] } },
      /the variance of a StandardScaler must be a list of finite numbers, .* not undefined/,
    ],
    [
      { className: 'StandardScaler', config: { mean: [null], variance: [1], count: [2] } },
      /the mean of a StandardScaler must be a list of finite numbers/,
    ],
    [
      { className: 'StandardScaler', config: { mean: [1, 2], variance: [1], count: [2] } },
      /the variance of a StandardScaler must have as many numbers as its mean, 2, not 1/,
    ],
    [
      { className: 'StandardScaler', config: { mean: [1], variance: [-1], count: [2] } },
      /every variance of a StandardScaler must be at least 0, not -1/,
    ],
    [
      { className: 'StandardScaler', config: { mean: [1], variance: [1], count: [0.5] } },
      /every count of a StandardScaler must be a whole number from 1, not 0.5/,
    ],
  ])('is refused where it is not that of a StandardScaler: %j', (json, message) => {
    expect(() => StandardScaler.fromJSON(json as StandardScalerJson)).toThrow(message);
  });
});

describe('StandardScaler refuses', () => {
  const fitted = new StandardScaler().fit(
    matrix([
      [1, 2],
      [3, 5],
    ]),
  );

  it('to scale before it has learned', () => {
    const scaler = new StandardScaler();
    expect(() => scaler.transform(matrix([[1]]))).toThrow(
      'StandardScaler has learned nothing yet: call fit before transform',
    );
    expect(() => scaler.inverseTransform(matrix([[1]]))).toThrow(
      /call fit before inverseTransform/,
    );
  });

  it('another number of columns', () => {
    expect(() => fitted.transform(matrix([[1, 2, 3]]))).toThrow(
      new RangeError('StandardScaler was fitted on 2 columns, but x of shape [1, 3] has 3'),
    );
  });

  it('NaN and infinity, naming the row', () => {
    const message = 'x must be finite, but holds NaN in row 1';
    expect(() =>
      new StandardScaler().fit(
        matrix([
          [1, 2],
          [3, NaN],
        ]),
      ),
    ).toThrow(message);
    expect(() =>
      fitted.transform(
        matrix([
          [1, 2],
          [NaN, 3],
        ]),
      ),
    ).toThrow(message);
    expect(() => fitted.inverseTransform(matrix([[Infinity, 0]]))).toThrow(
      /holds Infinity in row 0/,
    );
  });

  it('no rows', () => {
    expect(() => new StandardScaler().fit(ndarray(new Float32Array(0), [0, 3]))).toThrow(
      new RangeError(
        'StandardScaler needs at least one row and one column to fit, but x has shape [0, 3]',
      ),
    );
  });

  it('wrong options', () => {
    expect(() => new StandardScaler({ with_mean: false } as never)).toThrow(
      "StandardScaler has no option 'with_mean' (did you mean 'withMean'?); it takes withMean, withStd, missing, mean, variance, count",
    );
    expect(() => new StandardScaler({ withStd: 1 as never })).toThrow(
      new TypeError('withStd must be true or false, not 1'),
    );
  });
});
