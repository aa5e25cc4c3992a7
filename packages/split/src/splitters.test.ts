import { describe, expect, it, vi } from 'vitest';
import {
  BootstrapSplit,
  GroupKFold,
  GroupShuffleSplit,
  GroupTimeSeriesSplit,
  KFold,
  LeaveOneGroupOut,
  LeaveOneOut,
  LeavePGroupsOut,
  LeavePOut,
  PredefinedSplit,
  RepeatedKFold,
  RepeatedStratifiedKFold,
  ShuffleSplit,
  StratifiedGroupKFold,
  StratifiedKFold,
  StratifiedShuffleSplit,
  TimeSeriesSplit,
  type SplitContext,
  type Splitter,
} from './index.js';

const tests = (splitter: Splitter, n: number, context?: SplitContext) =>
  Array.from(splitter.split(n, context)).map(({ test }) => [...test]);

describe('defaults', () => {
  it.each([
    [new KFold(), 'KFold', { nSplits: 10, shuffle: false }, 10],
    [new KFold({ shuffle: true }), 'KFold', { nSplits: 10, shuffle: true, seed: 0 }, 10],
    [new StratifiedKFold(), 'StratifiedKFold', { nSplits: 10, shuffle: false, warn: true }, 10],
    [new ShuffleSplit(), 'ShuffleSplit', { nSplits: 100, testSize: 0.3, seed: 0 }, 100],
    [
      new ShuffleSplit({ trainSize: 9 }),
      'ShuffleSplit',
      { nSplits: 100, trainSize: 9, seed: 0 },
      100,
    ],
    [new TimeSeriesSplit(), 'TimeSeriesSplit', { nSplits: 10, gap: 0 }, 10],
    [new RepeatedKFold(), 'RepeatedKFold', { nSplits: 10, nRepeats: 10, seed: 0 }, 100],
    [
      new RepeatedStratifiedKFold(),
      'RepeatedStratifiedKFold',
      { nSplits: 10, nRepeats: 10, seed: 0, warn: true },
      100,
    ],
    [new GroupKFold(), 'GroupKFold', { nSplits: 10, shuffle: false }, 10],
    [
      new StratifiedGroupKFold({ shuffle: true, bins: 4 }),
      'StratifiedGroupKFold',
      { nSplits: 10, shuffle: true, seed: 0, warn: true, bins: 4 },
      10,
    ],
    [new LeaveOneOut(), 'LeaveOneOut', {}, 40],
    [new LeavePOut({ p: 2 }), 'LeavePOut', { p: 2 }, 780],
    [
      new StratifiedShuffleSplit(),
      'StratifiedShuffleSplit',
      { nSplits: 100, testSize: 0.3, seed: 0 },
      100,
    ],
    [new GroupShuffleSplit(), 'GroupShuffleSplit', { nSplits: 100, testSize: 0.3, seed: 0 }, 100],
    [new BootstrapSplit(), 'BootstrapSplit', { nSplits: 100, seed: 0 }, 100],
    [new GroupTimeSeriesSplit(), 'GroupTimeSeriesSplit', { nSplits: 10, gap: 0 }, 10],
  ])('%j', (splitter, className, config, count) => {
    expect(splitter.toJSON()).toEqual({ className, config });
    expect(splitter.count(40)).toBe(count);
  });
});

describe('wrong arguments throw at once, with their values', () => {
  const labels = [0, 0, 0, 0, 1, 1, 1, 1, 1];
  const few = { labels: [0, 0, 0, 0, 1, 1, 1, 1, 2] };
  const groups = ['a', 'a', 'b', 'b', 'b', 'c', 'c', 'd', 'd'];
  it.each<[string, () => unknown, string, string]>([
    ['nSplits 1', () => new KFold({ nSplits: 1 }), 'RangeError', 'nSplits must be a whole number at least 2, not 1'],
    ['nSplits 2.5', () => new KFold({ nSplits: 2.5 }), 'RangeError', 'not 2.5'],
    ['nSplits text', () => new KFold({ nSplits: '5' as never }), 'TypeError', "not '5'"],
    ['an unknown option', () => new KFold({ folds: 3 } as never), 'TypeError', "no option 'folds'"],
    ['a seed without shuffle', () => new KFold({ seed: 0 }), 'RangeError', 'seed=0 has no effect on KFold without shuffle: true'],
    ['a seed of the wrong type', () => new KFold({ shuffle: true, seed: {} as never }), 'TypeError', 'seed'],
    ['more folds than rows', () => new KFold({ nSplits: 10 }).split(9), 'RangeError', 'KFold cannot split n=9 rows: nSplits=10'],
    ['rows that are no number', () => new KFold().split([1, 2] as never), 'TypeError', 'n, the number of rows, must be'],
    ['labels too short', () => new KFold({ nSplits: 2 }).split(10, { labels }), 'RangeError', 'labels must have one entry for each of n=10 rows, not 9'],
    ['groups too long', () => new ShuffleSplit().split(8, { groups: labels }), 'RangeError', 'groups must have one entry for each of n=8 rows, not 9'],
    ['an unknown list', () => new KFold().split(10, { label: labels } as never), 'TypeError', "did you mean 'labels'?"],
    ['stratifying with a seed alone', () => new StratifiedKFold({ seed: 'x' }), 'RangeError', 'seed="x"'],
    ['no labels', () => new StratifiedKFold({ nSplits: 3 }).split(9), 'TypeError', 'call split(n, { labels })'],
    ['continuous labels', () => new StratifiedKFold({ nSplits: 2 }).split(4, { labels: Float32Array.of(0, 1, 0.5, 1) }), 'RangeError', 'row 2 holds 0.5'],
    ['a label NaN', () => new StratifiedKFold({ nSplits: 2 }).split(4, { labels: [0, 1, NaN, 1] }), 'RangeError', 'row 2 holds NaN'],
    ['a label missing', () => new StratifiedKFold({ nSplits: 2 }).split(4, { labels: [0, 1, undefined, 1] as never }), 'TypeError', 'row 2 holds undefined'],
    ['every class too small', () => new StratifiedKFold({ nSplits: 6 }).split(9, { labels }), 'RangeError', 'even the largest, class 1 (rows: 5), has fewer rows than folds'],
    ['warn not a boolean', () => new StratifiedKFold({ warn: 0 as never }).split(9, few), 'TypeError', 'warn'],
    ['no split at all', () => new ShuffleSplit({ nSplits: 0 }), 'RangeError', 'nSplits'],
    ['an empty training side', () => new ShuffleSplit({ testSize: 0.99 }).split(10), 'RangeError', 'testSize=0.99 of n=10 rows would make 0 rows to train on and 10 to test on'],
    ['too small a fraction to train on', () => new ShuffleSplit({ trainSize: 0.05 }).split(10), 'RangeError', 'trainSize=0.05 of n=10 rows would make 0 rows to train on'],
    ['sides that overlap', () => new ShuffleSplit({ testSize: 6, trainSize: 0.5 }).split(10), 'RangeError', 'testSize=6 and trainSize=0.5 of n=10 rows would make 5 rows to train on and 6 to test on'],
    ['one row', () => new ShuffleSplit().split(1), 'RangeError', 'n=1'],
    ['too few rows in time', () => new TimeSeriesSplit({ nSplits: 5 }).split(5), 'RangeError', 'TimeSeriesSplit cannot split n=5 rows: nSplits=5'],
    ['too long a test', () => new TimeSeriesSplit({ nSplits: 3, testSize: 3, gap: 2 }).split(11), 'RangeError', 'testSize=3 and gap=2 needs at least 12 rows'],
    ['a negative gap', () => new TimeSeriesSplit({ gap: -1 }), 'RangeError', 'gap must be a whole number at least 0, not -1'],
    ['a training of no rows', () => new TimeSeriesSplit({ maxTrainSize: 0 }), 'RangeError', 'maxTrainSize'],
    ['a time NaN', () => new TimeSeriesSplit({ nSplits: 2 }).split(3, { times: [1, NaN, 2] }), 'RangeError', 'row 1 holds NaN'],
    ['one moment for all', () => new TimeSeriesSplit({ nSplits: 2 }).split(3, { times: [5, 5, 5] }), 'RangeError', 'fold 0 of TimeSeriesSplit has no row to train on: none of the 1 rows before its test is earlier than 5'],
    ['no repeat', () => new RepeatedKFold({ nRepeats: 0 }), 'RangeError', 'nRepeats must be a whole number at least 1, not 0'],
    ['shuffle where it is always so', () => new RepeatedKFold({ shuffle: true } as never), 'TypeError', "RepeatedKFold has no option 'shuffle'"],
    ['repeats without labels', () => new RepeatedStratifiedKFold({ nSplits: 2 }).split(9), 'TypeError', 'RepeatedStratifiedKFold needs the class of each row: call split(n, { labels }), or use RepeatedKFold'],
    ['one bin', () => new StratifiedKFold({ bins: 1 }), 'RangeError', 'bins must be a whole number at least 2, not 1'],
    ['bins of names', () => new StratifiedKFold({ nSplits: 2, bins: 2 }).split(2, { labels: ['a', 'b'] }), 'TypeError', "labels must be finite numbers to be cut into bins, but row 0 holds 'a'"],
    ['no groups', () => new GroupKFold({ nSplits: 2 }).split(9), 'TypeError', 'GroupKFold needs the group of each row: call it with { groups }, or use KFold'],
    ['fewer groups than folds', () => new GroupKFold({ nSplits: 5 }).split(9, { groups }), 'RangeError', 'GroupKFold cannot split 4 distinct groups: nSplits=5 folds need as many; use a smaller nSplits'],
    ['a group NaN', () => new GroupKFold({ nSplits: 2 }).split(3, { groups: [1, NaN, 2] }), 'RangeError', 'groups must be numbers or strings, but row 1 holds NaN'],
    ['a seed for groups without shuffle', () => new GroupKFold({ seed: 4 }), 'RangeError', 'seed=4 has no effect on GroupKFold without shuffle: true'],
    ['fewer groups than stratified folds (scikit-learn #33176)', () => new StratifiedGroupKFold({ nSplits: 5 }).split(9, { groups, labels }), 'RangeError', 'StratifiedGroupKFold cannot split 4 distinct groups: nSplits=5'],
    ['stratified groups without labels', () => new StratifiedGroupKFold({ nSplits: 2 }).split(9, { groups }), 'TypeError', 'or use GroupKFold'],
    ['stratified groups without groups', () => new StratifiedGroupKFold({ nSplits: 2 }).split(9, { labels }), 'TypeError', 'or use StratifiedKFold'],
    ['stratified groups, every class too small', () => new StratifiedGroupKFold({ nSplits: 4 }).split(4, { groups: [1, 2, 3, 4], labels: [0, 1, 0, 1] }), 'RangeError', 'StratifiedGroupKFold cannot deal any class to nSplits=4 folds'],
    ['one row left out of one', () => new LeaveOneOut().split(1), 'RangeError', 'LeaveOneOut cannot split n=1 rows: one row to test on and one to train on'],
    ['an option of none', () => new LeaveOneOut({ p: 1 } as never), 'TypeError', "LeaveOneOut has no option 'p'"],
    ['p missing', () => new LeavePOut({} as never), 'TypeError', 'p must be a whole number at least 1, not undefined'],
    ['all rows left out', () => new LeavePOut({ p: 3 }).split(3), 'RangeError', 'LeavePOut cannot split n=3 rows: p=3 rows to test on and one to train on'],
    ['more folds than can be counted', () => new LeavePOut({ p: 29 }).split(58), 'RangeError', 'would make more than 2^53 folds of n=58 rows: draw some of them with ShuffleSplit({ testSize: 29 })'],
    ['the only group left out', () => new LeaveOneGroupOut().split(2, { groups: [7, 7] }), 'RangeError', 'LeaveOneGroupOut cannot split 1 distinct group: one to test on and one to train on'],
    ['the only group counted', () => new LeaveOneGroupOut().count(2), 'TypeError', 'LeaveOneGroupOut needs the group of each row'],
    ['all groups left out', () => new LeavePGroupsOut({ nGroups: 4 }).split(9, { groups }), 'RangeError', 'LeavePGroupsOut cannot split 4 distinct groups: nGroups=4 to test on and one to train on'],
    ['nGroups missing', () => new LeavePGroupsOut({} as never), 'TypeError', 'nGroups'],
    ['sets of groups beyond counting', () => new LeavePGroupsOut({ nGroups: 29 }).count(58, { groups: Array.from({ length: 58 }, (_, row) => row) }), 'RangeError', 'more than 2^53 folds of 58 groups'],
    ['a class of one row', () => new StratifiedShuffleSplit().split(9, few), 'RangeError', 'StratifiedShuffleSplit needs two rows of each class, one for each side, but class 2 has 1'],
    ['fewer test rows than classes', () => new StratifiedShuffleSplit({ testSize: 1 }).split(9, { labels }), 'RangeError', 'as many rows on each side as there are classes, 2, but one side has 1'],
    ['groups too few for a side', () => new GroupShuffleSplit({ testSize: 4 }).split(9, { groups }), 'RangeError', 'testSize=4 of n=4 groups would make 0 groups to train on and 4 to test on'],
    ['one group', () => new GroupShuffleSplit().split(2, { groups: [1, 1] }), 'RangeError', 'GroupShuffleSplit cannot split 1 distinct group'],
    ['no list of folds', () => new PredefinedSplit({} as never), 'TypeError', 'testFold must be an array or a typed array, not undefined'],
    ['a fold below -1', () => new PredefinedSplit({ testFold: [0, -2] }), 'RangeError', 'row 1 holds -2'],
    ['a fold of text', () => new PredefinedSplit({ testFold: ['0', 1] as never }), 'TypeError', "row 0 holds '0'"],
    ['no fold at all', () => new PredefinedSplit({ testFold: [-1, -1] }), 'RangeError', 'testFold gives no row to a test'],
    ['every row in one test', () => new PredefinedSplit({ testFold: [3, 3] }), 'RangeError', 'testFold gives every row to the test of fold 3, which leaves none to train on'],
    ['a list of another length', () => new PredefinedSplit({ testFold: [0, 1] }).split(3), 'RangeError', 'PredefinedSplit has a testFold of 2 entries for n=3 rows'],
    ['a bootstrap of one row', () => new BootstrapSplit().split(1), 'RangeError', 'n=1'],
    ['a bootstrap by size', () => new BootstrapSplit({ testSize: 0.3 } as never), 'TypeError', "no option 'testSize'"],
    ['too few groups in time', () => new GroupTimeSeriesSplit({ nSplits: 4 }).split(9, { groups }), 'RangeError', 'GroupTimeSeriesSplit cannot split 4 distinct groups: nSplits=4 tests and the first training need a group each'],
    ['tests of too many groups', () => new GroupTimeSeriesSplit({ nSplits: 2, testSize: 2 }).split(9, { groups }), 'RangeError', 'testSize=2 and gap=0 needs at least 5 groups'],
    ['groups that all begin at once', () => new GroupTimeSeriesSplit({ nSplits: 2 }).split(6, { groups: [1, 2, 3, 1, 2, 3], times: [0, 0, 0, 1, 1, 1] }), 'RangeError', 'fold 0 of GroupTimeSeriesSplit has no row to train on: none of the 1 groups before its test begins earlier than 0'],
    ['a time NaN within a group', () => new GroupTimeSeriesSplit({ nSplits: 2 }).split(4, { groups: [1, 1, 2, 3], times: [0, NaN, 1, 2] }), 'RangeError', 'row 1 holds NaN'],
  ])('%s', (_, call, name, message) => {
    expect(call).toThrow(message);
    expect(call).toThrow(expect.objectContaining({ name }));
  }); // prettier-ignore
});

describe('StratifiedKFold', () => {
  it('warns of a class with fewer rows than folds, unless told not to', () => {
    const print = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const labels = ['a', 'b', 'a', 'b', 'b', 'a', 'b'];
    expect(tests(new StratifiedKFold({ nSplits: 4, warn: false }), 7, { labels })).toHaveLength(4);
    expect(tests(new StratifiedKFold({ nSplits: 3 }), 7, { labels })).toHaveLength(3);
    expect(print).not.toHaveBeenCalled();
    new StratifiedKFold({ nSplits: 4 }).split(7, { labels });
    expect(print.mock.calls).toEqual([
      [
        "occam: StratifiedKFold: the smallest class, class 'a' (rows: 3), has fewer rows than " +
          'nSplits=4, so some tests lack it; use a smaller nSplits, or silence this with warn: false',
      ],
    ]);
    print.mockRestore();
  });

  it('sees only which labels are equal: text, typed arrays, far numbers and 1 beside "1"', () => {
    const codes = [2, 0, 1, 2, 0, 1, 1, 0, 2, 2, 1, 0, 0];
    const splitter = new StratifiedKFold({ nSplits: 3, shuffle: true, seed: 4 });
    const expected = tests(splitter, 13, { labels: codes });
    const names = [
      [1, '1', ''],
      ['x', 'y', 'z'],
      [-1e15, 7, 1e15],
      [5, -5, 0],
    ] as const;
    for (const values of names) {
      expect(tests(splitter, 13, { labels: codes.map((code) => values[code]!) })).toEqual(expected);
    }
    for (const Labels of [Uint8Array, Int32Array, Float32Array, Float64Array]) {
      expect(tests(splitter, 13, { labels: Labels.from(codes) })).toEqual(expected);
    }
  });

  it('pairs rows of different classes anew for another seed (scikit-learn #13110)', () => {
    const labels = [0, 0, 0, 0, 0, 1, 1, 1, 1, 1];
    const partners = new Set<number>();
    for (let seed = 0; seed < 100; seed++) {
      const folds = tests(new StratifiedKFold({ nSplits: 5, shuffle: true, seed }), 10, { labels });
      partners.add(folds.find(([first]) => first === 0)![1]!);
    }
    expect(partners).toEqual(new Set([5, 6, 7, 8, 9]));
  });
});

describe('KFold', () => {
  it('needs more than a byte for more than 256 folds', () => {
    for (const shuffle of [false, true]) {
      const folds = tests(new KFold({ nSplits: 300, shuffle }), 301);
      expect(folds.map((test) => test.length)).toEqual([2, ...Array<number>(299).fill(1)]);
      expect(new Set(folds.flat()).size).toBe(301);
    }
  });
});

describe('ShuffleSplit', () => {
  it('has the sizes of scikit-learn: tests rounded up, training down', () => {
    const sizes = (options: ConstructorParameters<typeof ShuffleSplit>[0]) => {
      const [fold] = new ShuffleSplit(options).split(11);
      return [fold!.train.length, fold!.test.length];
    };
    expect(sizes({ testSize: 0.25 })).toEqual([8, 3]);
    expect(sizes({ trainSize: 0.25 })).toEqual([2, 9]);
    expect(sizes({ trainSize: 0.25, testSize: 0.25 })).toEqual([2, 3]);
    expect(sizes({ trainSize: 4, testSize: 5 })).toEqual([4, 5]);
  });

  it('leaves the first splits as they are when there are more', () => {
    const first = tests(new ShuffleSplit({ nSplits: 3, seed: 'a' }), 20);
    expect(tests(new ShuffleSplit({ nSplits: 5, seed: 'a' }), 20).slice(0, 3)).toEqual(first);
    expect(new Set(first.map(String)).size).toBe(3);
  });

  it('draws every pair of a training and a test row as often as any other', () => {
    const pairs = new Uint32Array(25);
    const options = { nSplits: 4000, testSize: 2, trainSize: 2, seed: 9 };
    for (const { train, test } of new ShuffleSplit(options).split(5)) {
      for (const a of train) for (const b of test) pairs[5 * a + b]!++;
    }
    // 16 000 pairs over 20 cells: each Binomial(4000, 0.2), five standard deviations.
    for (let cell = 0; cell < 25; cell++) {
      if (cell % 6 === 0) expect(pairs[cell]).toBe(0);
      else expect(Math.abs(pairs[cell]! - 800)).toBeLessThan(5 * Math.sqrt(4000 * 0.2 * 0.8));
    }
  });
});

describe('TimeSeriesSplit', () => {
  it('ranks rows by time and does not train on the moment of the first test row', () => {
    const times = [40, 10, 30, 20, 30, 50];
    const folds = Array.from(new TimeSeriesSplit({ nSplits: 2, testSize: 2 }).split(6, { times }));
    // In order: rows 1 (10), 3 (20), 2 (30), 4 (30), 0 (40), 5 (50).
    expect(folds.map(({ train, test }) => [[...train], [...test]])).toEqual([
      [[1, 3], [2, 4]],
      [[1, 2, 3, 4], [0, 5]],
    ]); // prettier-ignore
    const [first] = new TimeSeriesSplit({ nSplits: 3, testSize: 1 }).split(6, { times });
    expect([...first!.train]).toEqual([1, 3]);
    expect([...first!.test]).toEqual([4]);
  });
});
