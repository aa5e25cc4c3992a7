import { ndarray } from '@occam/core';
import fc from 'fast-check';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { createDataset, type Dataset, type DatasetFields } from '../dataset.js';
import { loadCsv } from '../loadCsv.js';
import { makeWindows } from './makeWindows.js';

/** The target at row t is 10t, its features are t + 0.25 and t + 0.5. */
function series(n: number, fields: Partial<DatasetFields> = {}): Dataset {
  const x = Float32Array.from({ length: 2 * n }, (_, i) => (i >> 1) + (i % 2 === 0 ? 0.25 : 0.5));
  return createDataset({
    x: ndarray(x, [n, 2]),
    y: ndarray(
      Float32Array.from({ length: n }, (_, t) => 10 * t),
      [n],
    ),
    task: 'regression',
    featureNames: ['a', 'b'],
    ...fields,
  });
}

const rowsOf = ({ x }: Dataset) => {
  const width = x.shape[1]!;
  return Array.from({ length: x.shape[0]! }, (_, i) => [
    ...x.data.subarray(i * width, (i + 1) * width),
  ]);
};

describe('makeWindows', () => {
  it('takes the last targets, the longest lag first', () => {
    const data = makeWindows(series(5), { lags: 3, targetName: 'sold' });
    expect(data.featureNames).toEqual(['sold(t−3)', 'sold(t−2)', 'sold(t−1)']);
    expect(rowsOf(data)).toEqual([
      [0, 10, 20],
      [10, 20, 30],
    ]);
    expect([...data.y.data]).toEqual([30, 40]);
    expect(rowsOf(makeWindows(series(3)))).toEqual([[0], [10]]);
  });

  it('takes chosen lags, lags of the features and known features, as far ahead as asked', () => {
    const data = makeWindows(series(6), {
      lags: [1, 3],
      featureLags: 1,
      known: ['b', 0],
      horizon: 2,
    });
    expect(data.featureNames).toEqual(['y(t−4)', 'y(t−2)', 'a(t−2)', 'b(t−2)', 'b(t)', 'a(t)']);
    expect(rowsOf(data)).toEqual([
      [0, 20, 2.25, 2.5, 4.5, 4.25],
      [10, 30, 3.25, 3.5, 5.5, 5.25],
    ]);
    expect([...data.y.data]).toEqual([40, 50]);
  });

  it('goes by time where there are times, and leaves the rows in their order', () => {
    const times = Float64Array.from([3, 1, 0, 2]);
    const data = makeWindows(series(4, { times }), { lags: 1 });
    expect([...data.times!]).toEqual([3, 1, 2]);
    expect([...data.y.data]).toEqual([0, 10, 30]);
    expect(rowsOf(data)).toEqual([[30], [20], [10]]);
  });

  it('takes each group as a series of its own', () => {
    for (const groups of [['p', 'q', 'p', 'q', 'p', 'r'], Int32Array.from([0, 1, 0, 1, 0, 2])]) {
      const data = makeWindows(series(6, { groups }), { lags: 1 });
      expect(rowsOf(data)).toEqual([[0], [10], [20]]);
      expect([...data.y.data]).toEqual([20, 30, 40]);
      expect([...data.groups!]).toEqual([groups[0], groups[1], groups[0]]);
      expect(data.groups!.constructor).toBe(groups.constructor);
    }
  });

  it('makes windows of features for classes, whatever rows they are', () => {
    const data = makeWindows(
      series(4, {
        y: ndarray(new Int32Array([0, 1, 0, 1]), [4]),
        task: 'classification',
        classNames: ['n', 'y'],
      }),
      { featureLags: 2 },
    );
    expect(data.featureNames).toEqual(['a(t−2)', 'b(t−2)', 'a(t−1)', 'b(t−1)']);
    expect(rowsOf(data)[0]).toEqual([0.25, 0.5, 1.25, 1.5]);
    expect([data.classNames, [...data.y.data]]).toEqual([
      ['n', 'y'],
      [0, 1],
    ]);
  });

  it('never uses the future, and nothing of another group', () => {
    const input = fc
      .record({
        n: fc.integer({ min: 2, max: 25 }),
        lags: fc.integer({ min: 0, max: 4 }),
        featureLags: fc.integer({ min: 1, max: 3 }),
        horizon: fc.integer({ min: 1, max: 3 }),
        groups: fc.integer({ min: 1, max: 3 }),
      })
      .chain((options) =>
        fc.record({
          options: fc.constant(options),
          times: fc.shuffledSubarray(
            Array.from({ length: options.n }, (_, i) => i * i),
            { minLength: options.n },
          ),
          groups: fc.array(fc.integer({ min: 0, max: options.groups - 1 }), {
            minLength: options.n,
            maxLength: options.n,
          }),
        }),
      );
    fc.assert(
      fc.property(input, ({ options: { n, lags, featureLags, horizon }, times, groups }) => {
        // Each value says which row it is from: y = row, a = row + 1000.
        const data = createDataset({
          x: ndarray(
            Float32Array.from({ length: n }, (_, row) => row + 1000),
            [n, 1],
          ),
          y: ndarray(
            Float32Array.from({ length: n }, (_, row) => row),
            [n],
          ),
          task: 'regression',
          times: Float64Array.from(times),
          groups,
        });
        const reach = Math.max(lags, featureLags) + horizon - 1;
        const count = [0, 1, 2]
          .map((group) => groups.filter((of) => of === group).length)
          .reduce((sum, size) => sum + Math.max(size - reach, 0), 0);
        const make = () => makeWindows(data, { lags, featureLags, horizon });
        if (count === 0) {
          expect(make).toThrow('no series has a row with');
          return;
        }
        const windows = make();
        expect(windows.size).toBe(count);
        rowsOf(windows).forEach((cells, i) => {
          const row = windows.y.data[i]!;
          expect(windows.times![i]).toBe(times[row]);
          const inSeries = times
            .map((time, at) => ({ time, at }))
            .filter(({ at }) => groups[at] === groups[row])
            .sort((p, q) => p.time - q.time)
            .map(({ at }) => at);
          const place = inSeries.indexOf(row);
          const expected = [
            ...Array.from({ length: lags }, (_, k) => inSeries[place - horizon + 1 - (lags - k)]!),
            ...Array.from(
              { length: featureLags },
              (_, k) => inSeries[place - horizon + 1 - (featureLags - k)]! + 1000,
            ),
          ];
          expect(cells).toEqual(expected);
          for (const cell of cells) expect(times[cell % 1000]).toBeLessThan(times[row]!);
        });
      }),
      { seed: 1, numRuns: 150 },
    );
  });

  it.each([
    [series(4), { lags: -1 }, 'lags must be a whole number at least 0, not -1'],
    [series(4), { lags: [0] }, 'lags[0] must be a whole number at least 1, not 0'],
    [
      series(4),
      { lags: 'a year' },
      "lags must be a whole number or a list such as [1, 12], not 'a year'",
    ],
    [series(4), { lags: 0 }, 'makeWindows leaves no feature: pass lags or featureLags'],
    [series(4), { horizon: 0 }, 'horizon must be a whole number at least 1, not 0'],
    [
      series(4),
      { known: ['c'] },
      "known[0] must be the name or the index of a feature (a, b), not 'c'",
    ],
    [
      series(4),
      { known: [2] },
      'known[0] must be the name or the index of a feature (a, b), not 2',
    ],
    [series(4), { known: 'a' }, "known must be a list of features, not 'a'"],
    [series(4), { targetName: 5 }, 'targetName must be a text, not 5'],
    [series(4), { lag: 5 }, "makeWindows has no option 'lag' (did you mean 'lags'?)"],
    [
      series(12),
      { lags: 12 },
      'no series has a row with 12 rows before it, as lags and horizon ask for: the dataset has 12 rows; take fewer lags',
    ],
    [
      series(2, { times: Float64Array.from([5, 5]) }),
      {},
      'rows 0 and 1 have the same time, 5: if the dataset holds several series, load it with a groups column',
    ],
    [
      series(2, { times: Float64Array.from([5, 5]), groups: ['p', 'p'] }),
      {},
      'rows 0 and 1 have the same time, 5, in the group p: one series has one row at a time',
    ],
    [
      series(2, { y: ndarray(new Int32Array(2), [2]), task: 'classification' }),
      { lags: 1 },
      'lags of a class are no numbers to compute with',
    ],
    [
      series(2, { x: ndarray(new Float32Array(8), [2, 2, 2]), featureNames: undefined }),
      { featureLags: 1 },
      'makeWindows takes features of shape [n, features], not x of shape [2, 2, 2]',
    ],
  ])('refuses %#', (data, options, message) => {
    expect(() => makeWindows(data, options as object)).toThrow(message);
  });
});

const dataDir = process.env['OCCAM_DATA_DIR'];
test.skipIf(!dataDir)('the airline series in lags of a year (needs OCCAM_DATA_DIR)', async () => {
  const path = join(dataDir!, 'series', 'airline-passengers.csv');
  const data = await loadCsv(path, { target: 'passengers', time: 'month' });
  const windows = makeWindows(data, { lags: 12, targetName: 'passengers' });
  expect(windows.size).toBe(132);
  expect(rowsOf(windows)[0]).toEqual([112, 118, 132, 129, 121, 135, 148, 148, 136, 119, 104, 118]);
  expect(windows.y.data[0]).toBe(115);
  expect(windows.times![0]).toBe(Date.UTC(1950, 0, 1));
  expect(windows.featureNames![0]).toBe('passengers(t−12)');
  expect(windows.featureNames![11]).toBe('passengers(t−1)');
});
