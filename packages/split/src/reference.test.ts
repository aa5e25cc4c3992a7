import { describe, expect, it } from 'vitest';
import random from '../fixtures/groups.json' with { type: 'json' };
import fixture from '../fixtures/splitters.json' with { type: 'json' };
import {
  GroupKFold,
  KFold,
  LeaveOneGroupOut,
  LeaveOneOut,
  LeavePGroupsOut,
  LeavePOut,
  PredefinedSplit,
  StratifiedGroupKFold,
  StratifiedKFold,
  TimeSeriesSplit,
  type SplitContext,
  type Splitter,
} from './index.js';

/** A case of the reference file. */
interface Case {
  id: string;
  splitter: string;
  params: Record<string, number>;
  n: number;
  nSplits: number;
  y?: (string | number)[];
  groups?: (string | number)[];
  testFold?: number[];
  folds: { train: number[]; test: number[] }[];
}

const makers: Record<string, (options: Record<string, number>, testFold: number[]) => Splitter> = {
  KFold: (options) => new KFold(options),
  StratifiedKFold: (options) => new StratifiedKFold({ ...options, warn: false }),
  GroupKFold: (options) => new GroupKFold(options),
  StratifiedGroupKFold: (options) => new StratifiedGroupKFold({ ...options, warn: false }),
  TimeSeriesSplit: (options) => new TimeSeriesSplit(options),
  LeaveOneOut: () => new LeaveOneOut(),
  LeavePOut: (options) => new LeavePOut({ p: options['p']! }),
  LeaveOneGroupOut: () => new LeaveOneGroupOut(),
  PredefinedSplit: (_, testFold) => new PredefinedSplit({ testFold }),
};

/** For each row the number of the fold that tests it. */
function testFolds(splitter: Splitter, n: number, context: SplitContext): number[] {
  const folds = Array<number>(n).fill(-1);
  let fold = 0;
  for (const { test } of splitter.split(n, context)) {
    for (const row of test) folds[row] = fold;
    fold++;
  }
  return folds;
}

describe('unshuffled folds equal scikit-learn index by index', () => {
  const cases = fixture.cases as unknown as Case[];

  it.each(cases)('$id', ({ splitter: name, params, n, nSplits, y, groups, testFold, folds }) => {
    const splitter = makers[name]!(params, testFold!);
    const yielded = Array.from(splitter.split(n, { labels: y, groups }));
    expect(yielded.map(({ train, test }) => ({ train: [...train], test: [...test] }))).toEqual(
      folds,
    );
    expect(splitter.count(n, { labels: y, groups })).toBe(nSplits);
  });

  it('covers every splitter that has a case', () => {
    expect(new Set(cases.map(({ splitter }) => splitter))).toEqual(new Set(Object.keys(makers)));
  });

  it('also for random classes and groups, skewed and pure, down to the last bit of a tie', () => {
    for (const { nSplits, labels, groups, ...expected } of random.cases) {
      const options = { nSplits, warn: false };
      const n = labels.length;
      expect({
        GroupKFold: testFolds(new GroupKFold({ nSplits }), n, { groups }),
        StratifiedKFold: testFolds(new StratifiedKFold(options), n, { labels }),
        StratifiedGroupKFold: testFolds(new StratifiedGroupKFold(options), n, { labels, groups }),
      }).toEqual(expected);
    }
    expect(random.cases).toHaveLength(40);
  });

  it('GroupKFold also for hundreds of groups, many of equal size', () => {
    const { nSplits, groups, GroupKFold: expected } = random.manyGroups;
    expect(testFolds(new GroupKFold({ nSplits }), groups.length, { groups })).toEqual(expected);
  });

  it.each(random.leavePGroupsOut)('LeavePGroupsOut of $groups', ({ nGroups, groups, tests }) => {
    const splitter = new LeavePGroupsOut({ nGroups });
    const folds = Array.from(splitter.split(groups.length, { groups }));
    expect(folds.map(({ test }) => [...test])).toEqual(tests);
    expect(splitter.count(groups.length, { groups })).toBe(tests.length);
  });
});
