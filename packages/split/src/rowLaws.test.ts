import { createRng } from '@occam/core';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { dealEvenly } from './dealEvenly.js';
import {
  BootstrapSplit,
  KFold,
  LeaveOneOut,
  LeavePOut,
  PredefinedSplit,
  RepeatedKFold,
  RepeatedStratifiedKFold,
  StratifiedKFold,
  StratifiedShuffleSplit,
  type Fold,
  type Splitter,
} from './index.js';

const runs = { numRuns: 300 };
const seeds = fc.oneof(fc.maxSafeInteger(), fc.string());
const tests = (folds: Iterable<Fold>) => Array.from(folds, ({ test }) => test.join(' '));
const countOf = (labels: readonly unknown[], rows: Iterable<number>, label: unknown) =>
  [...rows].filter((row) => labels[row] === label).length;

describe('repeated folds', () => {
  const labels = Array.from({ length: 40 }, (_, row) => row % 3);
  it.each<[string, (options: object) => Splitter]>([
    ['RepeatedKFold', (options) => new RepeatedKFold(options)],
    ['RepeatedStratifiedKFold', (options) => new RepeatedStratifiedKFold(options)],
  ])('%s partitions the rows in each repeat, anew', (_, make) => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 8 }), seeds, (nSplits, seed) => {
        const folds = Array.from(make({ nSplits, nRepeats: 3, seed }).split(40, { labels }));
        const partitions = [0, 1, 2].map((repeat) => {
          const repeated = folds.slice(repeat * nSplits, (repeat + 1) * nSplits);
          const rows = repeated.flatMap(({ test }) => [...test]).sort((a, b) => a - b);
          expect(rows).toEqual(Array.from({ length: 40 }, (_row, row) => row));
          return tests(repeated).sort().join('|');
        });
        expect(new Set(partitions).size).toBe(3);
        expect(tests(make({ nSplits, nRepeats: 5, seed }).split(40, { labels })).slice(0, 3 * nSplits))
          .toEqual(tests(folds)); // prettier-ignore
      }),
      runs,
    );
  });

  it('stratify in each repeat as StratifiedKFold does', () => {
    const options = { nSplits: 7, nRepeats: 4, seed: 3 };
    for (const { test } of new RepeatedStratifiedKFold(options).split(40, { labels })) {
      for (const label of [0, 1, 2]) {
        const share = countOf(labels, labels.keys(), label) / 7;
        expect(Math.abs(countOf(labels, test, label) - share)).toBeLessThan(1);
      }
    }
  });

  it('warn once, however many repeats', () => {
    const print = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const splitter = new RepeatedStratifiedKFold({ nSplits: 3 });
    expect(Array.from(splitter.split(5, { labels: [0, 0, 0, 1, 1] }))).toHaveLength(30);
    expect(print.mock.calls).toEqual([
      [expect.stringContaining('RepeatedStratifiedKFold: the smallest class, class 1 (rows: 2)')],
    ]);
    print.mockRestore();
  });
});

describe('dealEvenly', () => {
  it('makes every assignment as often as any other', () => {
    const seen = new Map<string, number>();
    for (let seed = 0; seed < 6000; seed++) {
      const dealt = dealEvenly(5, 3, createRng(seed)).join('');
      seen.set(dealt, (seen.get(dealt) ?? 0) + 1);
    }
    // 5!/(2! 2! 1!) = 30 assignments, each Binomial(6000, 1/30): five standard deviations.
    expect(seen.size).toBe(30);
    for (const count of seen.values()) {
      expect(Math.abs(count - 200)).toBeLessThan(5 * Math.sqrt(200 * (29 / 30)));
    }
  });
});

describe('StratifiedShuffleSplit', () => {
  it('has exact sizes, every class within one row of its share, rows left out or not', () => {
    const drawn = fc.record({
      labels: fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 50, size: 'max' }),
      test: fc.integer({ min: 5, max: 20 }),
      train: fc.option(fc.integer({ min: 5, max: 20 }), { nil: undefined }),
      seed: seeds,
    });
    fc.assert(
      fc.property(drawn, ({ labels: some, test: testSize, train: trainSize, seed }) => {
        const labels = [...some, ...Array.from({ length: 40 }, (_, row) => row % 5)];
        const n = labels.length;
        const sizes = { test: testSize, train: trainSize ?? n - testSize };
        const options = { nSplits: 2, testSize, trainSize, seed };
        for (const fold of new StratifiedShuffleSplit(options).split(n, { labels })) {
          for (const side of ['train', 'test'] as const) {
            expect(fold[side]).toHaveLength(sizes[side]);
            for (let label = 0; label < 5; label++) {
              const share = (countOf(labels, labels.keys(), label) * sizes[side]) / n;
              expect(Math.abs(countOf(labels, fold[side], label) - share)).toBeLessThan(1);
            }
          }
        }
      }),
      runs,
    );
  });

  it('draws each row as often as any other of its class', () => {
    const labels = [0, 0, 0, 0, 1, 1, 1, 1];
    const tested = new Uint32Array(8);
    for (const { test } of new StratifiedShuffleSplit({ nSplits: 4000, testSize: 2 }).split(8, {
      labels,
    })) {
      for (const row of test) tested[row]!++;
    }
    for (const count of tested) expect(Math.abs(count - 1000)).toBeLessThan(5 * Math.sqrt(750));
  });
});

describe('stratifying by bins', () => {
  const n = 60;
  const labels = Array.from({ length: n }, (_, row) => Math.sqrt((row * 37) % n));
  const fifth = (row: number) => Math.floor(((row * 37) % n) / 12);

  it.each<[string, (bins?: number) => Splitter, number]>([
    ['StratifiedKFold', (bins) => new StratifiedKFold({ nSplits: 6, shuffle: true, bins }), 2],
    ['RepeatedStratifiedKFold', (bins) => new RepeatedStratifiedKFold({ nSplits: 4, bins }), 3],
    ['StratifiedShuffleSplit', (bins) => new StratifiedShuffleSplit({ testSize: 20, bins }), 4],
  ])('%s keeps every fifth of the target in proportion, only if asked to', (_, make, share) => {
    for (const { test } of make(5).split(n, { labels })) {
      const counts = Array<number>(5).fill(0);
      for (const row of test) counts[fifth(row)]!++;
      expect(counts).toEqual(Array(5).fill(share));
    }
    expect(make(5).toJSON().config).toMatchObject({ bins: 5 });
    expect(make().toJSON().config).not.toHaveProperty('bins');
    expect(() => make().split(n, { labels })).toThrow(
      'row 1 holds 6.082762530298219: a continuous target has no classes to stratify by; ' +
        'cut it into some with quantileBins, or with the option bins of a splitter',
    );
  });
});

describe('leaving rows out', () => {
  it('LeavePOut tests every set of p rows once, and LeaveOneOut is p = 1', () => {
    for (let n = 2; n <= 8; n++) {
      for (let p = 1; p < n; p++) {
        const splitter = new LeavePOut({ p });
        const sets = tests(splitter.split(n));
        expect(new Set(sets).size).toBe(splitter.count(n));
        expect(sets).toHaveLength(splitter.count(n));
        for (const { train, test } of splitter.split(n)) {
          expect([...train, ...test].sort((a, b) => a - b)).toEqual([...Array(n).keys()]);
          expect(train).toHaveLength(n - p);
        }
      }
      expect(tests(new LeaveOneOut().split(n))).toEqual(tests(new LeavePOut({ p: 1 }).split(n)));
    }
  });

  it('LeavePOut counts exactly up to 2^53, and begins at once however many folds', () => {
    expect(new LeavePOut({ p: 28 }).count(56)).toBe(7_648_690_600_760_440);
    const [first] = new LeavePOut({ p: 2 }).split(100_000);
    expect([...first!.test]).toEqual([0, 1]);
    expect(first!.train.at(-1)).toBe(99_999);
  });
});

describe('PredefinedSplit', () => {
  it('makes the folds of KFold again from their numbers, gaps in the numbers or not', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 9 }), fc.nat(30), seeds, (nSplits, extra, seed) => {
        const n = nSplits + extra;
        const folds = Array.from(new KFold({ nSplits, shuffle: true, seed }).split(n));
        const testFold = new Int32Array(n);
        for (const [fold, { test }] of folds.entries())
          for (const row of test) testFold[row] = 7 * fold;
        expect(Array.from(new PredefinedSplit({ testFold }).split(n))).toEqual(folds);
      }),
      runs,
    );
  });

  it('keeps a copy of its list', () => {
    const testFold = [0, 1, -1];
    const splitter = new PredefinedSplit({ testFold });
    testFold[2] = 1;
    expect(tests(splitter.split(3))).toEqual(['0', '1']);
    expect(splitter.toJSON().config).toEqual({ testFold: [0, 1, -1] });
  });
});

describe('BootstrapSplit', () => {
  it('trains on n draws and tests on the rows that were not drawn', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 60 }), seeds, (n, seed) => {
        for (const { train, test } of new BootstrapSplit({ nSplits: 3, seed }).split(n)) {
          expect(train).toHaveLength(n);
          expect(test.length).toBeGreaterThan(0);
          expect([...train]).toEqual([...train].sort((a, b) => a - b));
          const drawn = new Set(train);
          expect([...test]).toEqual([...Array(n).keys()].filter((row) => !drawn.has(row)));
        }
      }),
      runs,
    );
  });

  it('draws every row as often, and leaves out (1 − 1/n)ⁿ of them', () => {
    const n = 20;
    const draws = new Uint32Array(n);
    let left = 0;
    for (const { train, test } of new BootstrapSplit({ nSplits: 4000, seed: 5 }).split(n)) {
      for (const row of train) draws[row]!++;
      left += test.length;
    }
    // Each Binomial(80 000, 1/20): five standard deviations.
    for (const count of draws) expect(Math.abs(count - 4000)).toBeLessThan(5 * Math.sqrt(3800));
    expect(left / (4000 * n)).toBeCloseTo((1 - 1 / n) ** n, 2);
  });
});
