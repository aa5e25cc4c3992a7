import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  GroupKFold,
  GroupShuffleSplit,
  GroupTimeSeriesSplit,
  LeaveOneGroupOut,
  StratifiedGroupKFold,
  TimeSeriesSplit,
  type Fold,
  type SplitContext,
  type Splitter,
} from './index.js';

type Value = string | number;

const runs = { numRuns: 300 };
const seeds = fc.oneof(fc.maxSafeInteger(), fc.string());
const collect = (splitter: Splitter, n: number, context: SplitContext) =>
  Array.from(splitter.split(n, context));
const plain = (folds: Fold[]) =>
  folds.map(({ train, test }) => ({ train: [...train], test: [...test] }));

/** Rows of at least `least` groups of very different sizes, with classes. */
const grouped = (least: number) =>
  fc
    .record({
      codes: fc.array(
        fc.integer({ min: 0, max: 14 }).map((code) => code % ((code % 5) + 1)),
        {
          maxLength: 80,
          size: 'max',
        },
      ),
      named: fc.boolean(),
      labelSeed: fc.integer({ min: 1, max: 7 }),
    })
    .map(({ codes, named, labelSeed }) => {
      const all = [...codes, ...Array.from({ length: least }, (_, code) => 20 + code)];
      const groups: Value[] = named ? all.map((code) => `group ${code}`) : all;
      // A class with as many rows as there are folds at most, the others at random.
      const labels = all.map((code, row) => (code >= 20 ? 0 : (row * labelSeed + code) % 3));
      return { n: all.length, context: { groups, labels } };
    });

const countOf = (list: readonly Value[]) => {
  const counts = new Map<Value, number>();
  for (const value of list) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
};

function expectWholeGroups(groups: readonly Value[], { train, test }: Fold): void {
  const trained = new Set([...train].map((row) => groups[row]!));
  for (const row of test) expect(trained.has(groups[row]!)).toBe(false);
}

describe.each([
  ['GroupKFold', (options: object) => new GroupKFold(options)],
  [
    'StratifiedGroupKFold',
    (options: object) => new StratifiedGroupKFold({ ...options, warn: false }),
  ],
])('%s', (name, make) => {
  const drawn = fc
    .record({ nSplits: fc.integer({ min: 2, max: 8 }), shuffle: fc.boolean(), seed: seeds })
    .chain(({ nSplits, shuffle, seed }) =>
      grouped(nSplits).map(({ n, context }) => ({
        splitter: make({ nSplits, shuffle, ...(shuffle && { seed }) }),
        nSplits,
        n,
        context,
      })),
    );

  it('partitions the rows into folds of whole groups, none of them empty', () => {
    fc.assert(
      fc.property(drawn, ({ splitter, nSplits, n, context }) => {
        const folds = collect(splitter, n, context);
        expect(folds).toHaveLength(nSplits);
        const tested = folds.flatMap(({ test }) => [...test]).sort((a, b) => a - b);
        expect(tested).toEqual(Array.from({ length: n }, (_, row) => row));
        for (const fold of folds) {
          expect(fold.test.length).toBeGreaterThan(0);
          expect(fold.train.length + fold.test.length).toBe(n);
          expectWholeGroups(context.groups, fold);
        }
        if (name !== 'GroupKFold') return;
        const sizes = folds.map(({ test }) => test.length);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(
          Math.max(...countOf(context.groups).values()),
        );
      }),
      runs,
    );
  });

  it('deals otherwise for nearly every other seed (scikit-learn #4348)', () => {
    const groups = Array.from({ length: 90 }, (_, row) => row % 30);
    const labels = groups.map((group) => group % 2);
    const seen = new Set<string>();
    for (let seed = 0; seed < 40; seed++) {
      const folds = collect(make({ nSplits: 3, shuffle: true, seed }), 90, { groups, labels });
      // As sets of rows, whatever the order of the folds.
      seen.add(JSON.stringify(folds.map(({ test }) => [...test]).sort((a, b) => a[0]! - b[0]!)));
    }
    expect(seen.size).toBe(40);
  });

  it('sees only which groups are equal and how they sort: numbers, text, typed arrays', () => {
    const groups = [5, 3, 5, 1, 1, 3, 5, 2, 2, 2, 2, 4, 9];
    const labels = groups.map((group) => group % 2);
    const expected = plain(collect(make({ nSplits: 3 }), 13, { groups, labels }));
    for (const same of [
      groups.map((group) => `g${group}`),
      Int32Array.from(groups),
      Float64Array.from(groups, (group) => group / 8 - 1),
      groups.map((group) => group * 1e12),
    ]) {
      expect(plain(collect(make({ nSplits: 3 }), 13, { groups: same, labels }))).toEqual(expected);
    }
  });
});

describe('StratifiedGroupKFold', () => {
  it('keeps its stratification when it shuffles (scikit-learn #32478, #32540)', () => {
    // 24 groups of one class each, 4 rows a group: each of 4 folds can have 3 of each class.
    const groups = Array.from({ length: 96 }, (_, row) => row >> 2);
    const labels = groups.map((group) => (group < 12 ? 'ill' : 'well'));
    for (let seed = 0; seed < 100; seed++) {
      const splitter = new StratifiedGroupKFold({ nSplits: 4, shuffle: true, seed });
      for (const { test } of splitter.split(96, { groups, labels })) {
        expect(countOf([...test].map((row) => labels[row]!))).toEqual(
          new Map([
            ['ill', 12],
            ['well', 12],
          ]),
        );
      }
    }
  });

  it('leaves no fold empty where scikit-learn does (#33085, #34828)', () => {
    // Found at random: scikit-learn 1.2.1 gives the third of the four folds no row.
    const cases = [
      { groups: [0, 0, 1, 1, 2, 2, 2, 3, 3], labels: [1, 1, 1, 1, 1, 0, 1, 0, 0] },
      { groups: [0, 0, 0, 1, 1, 1, 2, 3, 3], labels: [1, 0, 0, 0, 0, 0, 0, 1, 1] },
      { groups: [0, 0, 1, 1, 2, 3, 3, 3, 3], labels: [0, 0, 1, 1, 1, 0, 0, 0, 0] },
      { groups: [0, 0, 0, 1, 1, 2, 2, 2, 3], labels: [0, 1, 1, 0, 0, 1, 1, 1, 1] },
    ];
    for (const context of cases) {
      const folds = collect(new StratifiedGroupKFold({ nSplits: 4, warn: false }), 9, context);
      expect(folds.map(({ test }) => test.length).sort()).toEqual(
        [...countOf(context.groups).values()].sort(),
      );
    }
  });

  it('stratifies a continuous target by bins, only if asked to', () => {
    const groups = Array.from({ length: 60 }, (_, row) => row >> 1);
    const labels = groups.map((group) => group / 7);
    const options = { nSplits: 3, shuffle: true, seed: 2 };
    for (const { test } of new StratifiedGroupKFold({ ...options, bins: 5 }).split(60, {
      groups,
      labels,
    })) {
      const bins = countOf([...test].map((row) => Math.floor(groups[row]! / 6)));
      expect([...bins.values()]).toEqual([4, 4, 4, 4, 4]);
    }
    expect(() => new StratifiedGroupKFold(options).split(60, { groups, labels })).toThrow(
      'a continuous target has no classes to stratify by; cut it into some with quantileBins',
    );
  });
});

describe('GroupShuffleSplit', () => {
  it('counts groups, rounded as scikit-learn does, and keeps them whole', () => {
    fc.assert(
      fc.property(
        grouped(4),
        fc.double({ min: 0.01, max: 0.7, noNaN: true }),
        seeds,
        (rows, testSize, seed) => {
          const { n, context } = rows;
          const size = countOf(context.groups).size;
          for (const fold of new GroupShuffleSplit({ nSplits: 3, testSize, seed }).split(
            n,
            context,
          )) {
            const tested = new Set([...fold.test].map((row) => context.groups[row]!));
            expect(tested.size).toBe(Math.ceil(testSize * size));
            expect(fold.train.length + fold.test.length).toBe(n);
            expectWholeGroups(context.groups, fold);
          }
        },
      ),
      runs,
    );
    const groups = [0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8];
    const [fold] = new GroupShuffleSplit({ trainSize: 0.5, testSize: 2 }).split(11, { groups });
    expect(new Set([...fold!.train].map((row) => groups[row])).size).toBe(4);
    expect(new Set([...fold!.test].map((row) => groups[row])).size).toBe(2);
  });
});

describe('LeaveOneGroupOut', () => {
  it('has more than 256 folds where there are more groups, numbers before strings', () => {
    const groups = [...Array.from({ length: 300 }, (_, row) => 300 - row), 'b', 'a'];
    const folds = collect(new LeaveOneGroupOut(), 302, { groups });
    expect(folds.map(({ test }) => test[0])).toEqual([
      ...Array.from({ length: 300 }, (_, fold) => 299 - fold),
      301,
      300,
    ]);
  });
});

describe('GroupTimeSeriesSplit', () => {
  const options = fc.record({
    nSplits: fc.integer({ min: 2, max: 4 }),
    testSize: fc.option(fc.integer({ min: 1, max: 2 }), { nil: undefined }),
    maxTrainSize: fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined }),
    gap: fc.nat(1),
  });

  it('parts no group, and trains on the past only', () => {
    const rows = fc.array(fc.tuple(fc.integer({ min: 1, max: 12 }), fc.nat(20)), { maxLength: 60 });
    fc.assert(
      fc.property(options, rows, ({ nSplits, ...rest }, drawn) => {
        // One early group, so that there is something to train on, and enough of them.
        const groups = [
          0,
          0,
          ...Array.from({ length: 14 }, (_, i) => i + 20),
          ...drawn.map(([g]) => g),
        ];
        const times = [
          -9,
          50,
          ...Array.from({ length: 14 }, (_, i) => i),
          ...drawn.map(([, t]) => t),
        ];
        const context = { groups, times };
        const splitter = new GroupTimeSeriesSplit({ nSplits, ...rest, gap: 0 });
        for (const fold of splitter.split(groups.length, context)) {
          expectWholeGroups(groups, fold);
          const tested = new Set([...fold.test].map((row) => groups[row]));
          expect([...fold.test]).toEqual(
            [...groups.keys()].filter((row) => tested.has(groups[row])),
          );
          expect(Math.max(...[...fold.train].map((row) => times[row]!))).toBeLessThan(
            Math.min(...[...fold.test].map((row) => times[row]!)),
          );
        }
      }),
      runs,
    );
  });

  it('is TimeSeriesSplit where each row is a group of its own', () => {
    const times = fc.array(fc.nat(15), { minLength: 13, maxLength: 40 });
    const outcome = (run: () => Fold[]) => {
      try {
        return plain(run());
      } catch {
        return 'error';
      }
    };
    fc.assert(
      fc.property(options, times, (drawn, list) => {
        const n = list.length;
        const groups = Array.from({ length: n }, (_, row) => `row ${(row * 7) % n}/${row}`);
        for (const lists of [{}, { times: list }]) {
          expect(
            outcome(() => collect(new GroupTimeSeriesSplit(drawn), n, { groups, ...lists })),
          ).toEqual(outcome(() => collect(new TimeSeriesSplit(drawn), n, lists)));
        }
      }),
      runs,
    );
  });

  it('leaves out the rows of earlier groups that reach into the time of the test', () => {
    const groups = ['a', 'a', 'b', 'c', 'c', 'b', 'd'];
    const times = [0, 6, 1, 3, 4, 5, 7];
    const folds = collect(new GroupTimeSeriesSplit({ nSplits: 2, testSize: 1 }), 7, {
      groups,
      times,
    });
    expect(plain(folds)).toEqual([
      { train: [0, 2], test: [3, 4] },
      { train: [0, 1, 2, 3, 4, 5], test: [6] },
    ]);
  });
});
