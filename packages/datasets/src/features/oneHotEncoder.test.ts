import fc from 'fast-check';
import { expect, it } from 'vitest';
import reference from '../../fixtures/features.json' with { type: 'json' };
import { expectTable, matrix, table } from '../../test/tables.js';
import { OneHotEncoder } from './oneHotEncoder.js';

it.each(reference.oneHot)('equals scikit-learn: $options', ({ options, x, new: fresh, outNew }) => {
  const step = new OneHotEncoder({ ...(options as object), handleUnknown: 'ignore' });
  expectTable(step.fit(table(x)).transform(table(fresh)), outNew);
});

it('names a column after its value, as short as float32 allows', () => {
  const step = new OneHotEncoder().fit(matrix([[0.1], [16777216], [-3], [1e-30]]));
  expect(step.getFeatureNamesOut(['a'])).toEqual(['a_-3', 'a_1e-30', 'a_0.1', 'a_16777216']);
  expect(step.categories).toEqual([[-3, Math.fround(1e-30), Math.fround(0.1), 16777216]]);
});

it('replaces chosen columns in their places, integers too', () => {
  const x = { data: new Int32Array([5, 1, 7, 2, 5, 3]), shape: [3, 2] };
  const step = new OneHotEncoder({ columns: [0] }).fit(x);
  const { data, shape } = step.transform(x);
  expect(shape).toEqual([3, 3]);
  expect([...data]).toEqual([1, 0, 1, 0, 1, 2, 1, 0, 3]);
  expect(step.getFeatureNamesOut()).toEqual(['x0_5', 'x0_7', 'x1']);
});

it('has one 1 in the columns of each value that it knows, and can be read back', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: -2, max: 2 })), {
        minLength: 1,
        maxLength: 30,
      }),
      (rows) => {
        const x = matrix(rows);
        const step = new OneHotEncoder().fit(x);
        const { data, shape } = step.transform(x);
        const [first, second] = step.categories!;
        expect(shape).toEqual([rows.length, first!.length + second!.length]);
        rows.forEach(([a, b], row) => {
          const cells = [...data.subarray(row * shape[1]!, (row + 1) * shape[1]!)];
          expect(cells.filter((cell) => cell === 1).length).toBe(2);
          expect(first![cells.indexOf(1)]).toBe(a);
          expect(second![cells.lastIndexOf(1) - first!.length]).toBe(b);
        });
      },
    ),
    { seed: 1, numRuns: 100 },
  );
});

it('knows the training rows alone: other values are an error, or zeros', () => {
  const step = new OneHotEncoder().fit(matrix([[1], [2]]));
  expect(() => step.transform(matrix([[2], [2.5]]))).toThrow(
    new RangeError(
      "column 0 holds 2.5 in row 1, a value that no training row had: pass handleUnknown: 'ignore' for zeros",
    ),
  );
  const ignoring = new OneHotEncoder({ handleUnknown: 'ignore' }).fit(matrix([[1], [2]]));
  expect([...ignoring.transform(matrix([[2], [2.5]])).data]).toEqual([0, 1, 0, 0]);
});

it('comes back from JSON', () => {
  const x = matrix([
    [0.1, 1],
    [0.7, 2],
  ]);
  const step = new OneHotEncoder({ drop: 'first', columns: [0] }).fit(x);
  const json = JSON.parse(JSON.stringify(step));
  const copy = new OneHotEncoder(json.config);
  expect(copy.toJSON()).toEqual(json);
  expect([...copy.transform(x).data]).toEqual([0, 1, 1, 2]);
  expect(copy.getFeatureNamesOut(['a', 'b'])).toEqual(['a_0.7', 'b']);
});

it('refuses what makes no sense', () => {
  expect(() => new OneHotEncoder({ drop: 'last' as never })).toThrow("drop must be one of 'none'");
  expect(() => new OneHotEncoder({ handle_unknown: 1 } as never)).toThrow("mean 'handleUnknown'");
  expect(() => new OneHotEncoder({ fitted: { width: 1, categories: [[1], [2]] } })).toThrow(
    'fitted.categories lists 2 columns, but there are 1',
  );
  const many = { data: Float32Array.from({ length: 10_001 }, (_, i) => i), shape: [10_001, 1] };
  expect(() => new OneHotEncoder().fit(many)).toThrow(
    'column 0 has 10001 different values, more than the 10000',
  );
});
