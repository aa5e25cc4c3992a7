import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRng, ndarray } from '@occam/core';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { findSuspiciousColumns, type SuspiciousColumnsOptions } from '../index.js';
import { idScore } from './idScore.js';
import { sortedColumn } from './sortedColumn.js';

const n = 500;
const rows = Array.from({ length: n }, (_, row) => row);
const rng = createRng('columns');
const noise = rows.map(() => rng.normal());
const labels = rows.map(() => rng.int(3));
const targets = rows.map(() => rng.normal());

const oneColumn = (values: readonly number[]) =>
  ndarray(Float32Array.from(values), [values.length, 1]);
const find = (values: readonly number[], options: SuspiciousColumnsOptions = {}) =>
  findSuspiciousColumns(oneColumn(values), options);
const kinds = (values: readonly number[], options: SuspiciousColumnsOptions = {}) =>
  find(values, options).map(({ kind }) => kind);

describe('id', () => {
  it('is whole numbers that do not repeat though chance would have them', () => {
    const shuffled = [...createRng(1).permutation(n)];
    const found = find(shuffled, { featureNames: ['customer'] });
    expect(found).toEqual([
      {
        column: 0,
        name: 'customer',
        kind: 'id',
        score: 1,
        message:
          "column 0 'customer' is like an identifier: of 500 whole numbers 0 repeat an earlier one, where chance " +
          'would repeat 184: leave it out, or give it as groups if rows belong together',
      },
    ]);
    expect(kinds(shuffled.map((value) => value * 10 - 2000))).toEqual(['id']);
    expect(kinds([...shuffled.slice(0, -1), shuffled[0]!])).toEqual(['id']);
    // Int32 columns too, negative ones included.
    const x = ndarray(
      Int32Array.from(shuffled, (value) => -value),
      [n, 1],
    );
    expect(findSuspiciousColumns(x).map(({ kind }) => kind)).toEqual(['id']);
  });

  it('is no measurement, code of few values, or number too sparse to tell', () => {
    expect(kinds(noise)).toEqual([]);
    expect(kinds(rows.map(() => rng.int(n)))).toEqual([]);
    expect(kinds(labels)).toEqual([]);
    expect(kinds(rows.map(() => rng.int(2 ** 24)))).toEqual([]);
    expect(kinds(rows.slice(0, 20))).toEqual([]);
    expect(kinds(rows.map(() => 4))).toEqual([]);
  });

  it('expects as many repeats as draws make on average', () => {
    const values = rows.map((row) => row * 3);
    const { expected } = idScore(sortedColumn(oneColumn(values), 0))!;
    let repeats = 0;
    const draw = createRng(9);
    for (let run = 0; run < 100; run++) {
      repeats += n - new Set(rows.map(() => draw.int(3 * (n - 1) + 1))).size;
    }
    // 100 runs of about 75 ± 7: the mean is within ± 3 of it (4 standard errors).
    expect(Math.abs(repeats / 100 - expected)).toBeLessThan(3);
  });
});

describe('time', () => {
  const times = createRng(2).permutation(n);

  it('is a column that rises or falls with the time, whatever the order of rows', () => {
    const log = [...times].map((time) => Math.log(1 + time));
    const [rising] = find(log, { times, threshold: 1 });
    expect(rising).toMatchObject({ kind: 'time', score: 1 });
    expect(rising!.message).toContain("rises with time (Spearman's ρ = 1.0000)");
    const [falling] = find(log.map((value) => -value), { times }); // prettier-ignore
    expect(falling!.message).toContain("falls with time (Spearman's ρ = -1.0000)");
    expect(kinds([...times].map((time) => Math.floor(time / 40) + 0.5), { times })).toEqual(['time']); // prettier-ignore
  });

  it('is none that only wanders, repeats or comes without times', () => {
    expect(kinds(noise, { times })).toEqual([]);
    expect(kinds([...times].map((time) => Math.sin(time / 20)), { times })).toEqual([]); // prettier-ignore
    expect(kinds(rows.map((row) => row + 0.5))).toEqual([]);
  });

  it("has Spearman's ρ of the textbook, ties sharing ranks", () => {
    // scipy.stats.spearmanr([1, 2, 2, 3, 5, 4, 7, 7, 9, 8], range(10)): 0.9572651...
    const values = [1, 2, 2, 3, 5, 4, 7, 7, 9, 8].map((value) => value + 0.5);
    const [found] = find(values, { times: rows.slice(0, 10), threshold: 0.5 });
    const ranks = [1, 2.5, 2.5, 4, 6, 5, 7.5, 7.5, 10, 9];
    const a = ranks.map((rank) => rank - 5.5);
    const b = rows.slice(0, 10).map((rank) => rank - 4.5);
    const dot = (u: number[], v: number[]) => u.reduce((sum, value, i) => sum + value * v[i]!, 0);
    expect(found!.score).toBeCloseTo(dot(a, b) ** 2 / (dot(a, a) * dot(b, b)), 12);
  });
});

describe('future', () => {
  const times = rows.map((row) => 3 * row);
  const walk: number[] = [];
  for (const step of targets) walk.push((walk.at(-1) ?? 0) + step);

  it('is a column that holds a later target', () => {
    for (const series of [targets, walk]) {
      const early = rows.map((row) => series[Math.min(row + 3, n - 1)]!);
      const [found] = find(early, { targets: series, times });
      expect(found!.kind).toBe('future');
      expect(found!.message).toContain('goes with the target 3 rows later');
    }
  });

  it('is no lag, no present value and no other series, however smooth', () => {
    const isFuture = (values: readonly number[], series: readonly number[]) =>
      kinds(values, { targets: series, times }).includes('future');
    const wave = rows.map((row) => Math.sin(row / 50));
    for (const series of [targets, walk, wave]) {
      expect(isFuture(rows.map((row) => series[Math.max(0, row - 2)]!), series)).toBe(false); // prettier-ignore
      expect(isFuture(series, series)).toBe(false);
      expect(isFuture(noise, series)).toBe(false);
    }
  });
});

describe('target', () => {
  it('is a column that names the class, by any code, with the rest of few errors', () => {
    const codes = [40, -3, 7.5];
    expect(find(labels.map((label) => codes[label]!), { labels })[0]).toMatchObject({ kind: 'target', score: 1 }); // prettier-ignore
    const names = labels.map((label) => ['a', 'b', 'c'][label]!);
    const noisy = labels.map((label, row) => codes[label]! + noise[row]! / 10);
    expect(kinds(noisy, { labels: names })).toEqual(['target']);
    const missing = labels.map((label, row) => (label === 0 ? NaN : 10 * label + noise[row]!));
    expect(kinds(missing, { labels })).toEqual(['target']);
  });

  it('scores the share of errors avoided, each row by the others', () => {
    // Value 0: 30 of class 0 and 10 of class 1; value 1: 20 of class 1: 10 errors instead of 30.
    const values = rows.slice(0, 60).map((row) => (row < 40 ? 0 : 1));
    const classes = rows.slice(0, 60).map((row) => (row < 30 ? 0 : 1));
    const [found] = find(values, { labels: classes, threshold: 0.1 });
    expect(found!.score).toBeCloseTo(1 - 10 / 30, 12);
    expect(found!.message).toContain('66.7 % of the errors of the most frequent class avoided');
  });

  it('is no noise, though every row is its own nearest, copied or not', () => {
    for (const values of [noise, rows.map((row) => noise[row >> 1]!)]) {
      const twins = rows.map((row) => labels[row >> 1]!);
      expect(find(values, { labels: twins, threshold: 0.5 })).toEqual([]);
      const pairs = rows.map((row) => targets[row >> 1]!);
      expect(find(values, { targets: pairs, threshold: 0.5 })).toEqual([]);
    }
  });

  it('is nothing where nearly all rows are of one class', () => {
    const rare = rows.map((row) => (row < 9 ? 1 : 0));
    expect(find(rare, { labels: rare })).toEqual([]);
    expect(find(rare, { labels: rows.map(() => 0) })).toEqual([]);
  });

  it('is a column that a regression target is a function of', () => {
    const square = noise.map((value) => value ** 2);
    expect(kinds(noise, { targets: square })).toEqual(['target']);
    expect(find(targets.map((value) => 2 * value - 1), { targets })[0]!.score).toBeCloseTo(1, 9); // prettier-ignore
    const blurred = targets.map((value, row) => value + noise[row]!);
    expect(kinds(blurred, { targets })).toEqual([]);
    // One of five values, each with its own target.
    const few = rows.map((row) => row % 5);
    expect(kinds(few, { targets: few.map((value) => 100 * ((3 * value) % 5)) })).toEqual([
      'target',
    ]);
    expect(kinds(few, { targets: rows.map(() => 1) })).toEqual([]);
  });
});

describe('findSuspiciousColumns', () => {
  it('looks at each column by itself, and may find more than one thing', () => {
    const x = ndarray(Float32Array.from(rows.flatMap((row) => [noise[row]!, row, labels[row]!])), [
      n,
      3,
    ]);
    const found = findSuspiciousColumns(x, { labels, times: rows });
    expect(found.map(({ column, kind }) => `${column} ${kind}`)).toEqual([
      '1 id',
      '1 time',
      '2 target',
    ]);
  });

  it('finds nothing in no rows, no columns, and missing values alone', () => {
    expect(findSuspiciousColumns(ndarray(new Float32Array(0), [0, 2]), { labels: [] })).toEqual([]);
    expect(findSuspiciousColumns(ndarray(new Float32Array(0), [3, 0]))).toEqual([]);
    expect(kinds(rows.map(() => NaN), { labels, times: rows })).toEqual([]); // prettier-ignore
  });

  it('sorts as numbers sort', () => {
    const floats = fc.array(fc.float({ noDefaultInfinity: false }), { maxLength: 50 });
    fc.assert(
      fc.property(floats, (list) => {
        const { values, starts, rows: sorted, missing } = sortedColumn(oneColumn(list), 0);
        const present = list.filter(Number.isFinite).map((value) => value + 0);
        expect([...values]).toEqual([...new Set(present)].sort((a, b) => a - b));
        expect(missing).toHaveLength(list.length - present.length);
        expect(starts.at(-1)).toBe(present.length);
        for (let run = 0; run < values.length; run++) {
          for (const row of sorted.subarray(starts[run], starts[run + 1])) {
            expect(list[row]! + 0).toBe(values[run]);
          }
        }
      }),
    );
  });

  it('names what is wrong', () => {
    const x = ndarray(new Float32Array(4), [2, 2]);
    const call =
      (...args: unknown[]) =>
      () =>
        (findSuspiciousColumns as (...args: unknown[]) => unknown)(...args);
    expect(call(ndarray(new Float32Array(4), [4]))).toThrow('x must have 2 axes');
    expect(call(x, { label: [1, 2] })).toThrow("did you mean 'labels'?");
    expect(call(x, { labels: [1] })).toThrow('labels must have one entry for each of n=');
    expect(call(x, { labels: [1, 2], targets: [1, 2] })).toThrow(
      'give either labels (classes) or targets (numbers), not both',
    );
    expect(call(x, { labels: [1, 2.5] })).toThrow('a continuous target has no classes');
    expect(call(x, { targets: [1, NaN] })).toThrow(
      'targets must be finite numbers, but row 1 holds NaN',
    );
    expect(call(x, { targets: [1, 'a'] })).toThrow(TypeError);
    expect(call(x, { times: [1, Infinity] })).toThrow('times must be finite numbers');
    expect(call(x, { featureNames: ['a'] })).toThrow(
      'featureNames must name each of the 2 columns, but has 1 names',
    );
    expect(call(x, { threshold: 0 })).toThrow('threshold must be a number above 0 and at most 1');
  });
});

const dataDir = process.env['OCCAM_DATA_DIR'];

test.skipIf(!dataDir).each([
  ['iris', 'labels'],
  ['wine', 'labels'],
  ['breast_cancer', 'labels'],
  ['digits', 'labels'],
  ['diabetes', 'targets'],
])('finds nothing suspicious in %s (needs OCCAM_DATA_DIR)', (name, option) => {
  const text = readFileSync(join(dataDir!, 'tabular', `${name}.csv`), 'utf8');
  const table = text.trim().split('\n').slice(1).map((line) => line.split(',').map(Number)); // prettier-ignore
  const features = table[0]!.length - 1;
  const x = ndarray(Float32Array.from(table.flatMap((row) => row.slice(0, -1))), [
    table.length,
    features,
  ]);
  const target = table.map((row) => row[features]!);
  expect(findSuspiciousColumns(x, { [option]: target })).toEqual([]);
  // The class with a little noise in its place is found.
  const leaked = Float32Array.from(target, (value, row) => value + (row % 7) / 1000);
  const leak = ndarray(leaked, [table.length, 1]);
  expect(findSuspiciousColumns(leak, { [option]: target }).map(({ kind }) => kind)).toContain(
    'target',
  );
});
