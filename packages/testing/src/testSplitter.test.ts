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
} from '@occam/split';
import * as split from '@occam/split';
import { describe, expect, it } from 'vitest';
import { testSplitter, type MakeSplitter, type TestSplitterOptions } from './index.js';

const shuffled = { nSplits: 4, shuffle: true };
const unseeded = { seeded: false };
const labels: TestSplitterOptions = { needs: ['labels'], stratified: true };
const groups: TestSplitterOptions = { needs: ['groups'], wholeGroups: true };

/** Every splitter of @occam/split, with what it promises. */
const rows: [name: string, make: MakeSplitter, options: TestSplitterOptions][] = [
  ['KFold', () => new KFold({ nSplits: 7 }), { ...unseeded, tested: 1 }],
  ['KFold, shuffled', ({ seed }) => new KFold({ ...shuffled, seed }), { tested: 1 }],
  ['StratifiedKFold', () => new StratifiedKFold({ nSplits: 3 }), { ...labels, ...unseeded, tested: 1 }],
  ['StratifiedKFold, shuffled', ({ seed }) => new StratifiedKFold({ ...shuffled, seed }), { ...labels, tested: 1 }],
  ['RepeatedKFold', ({ seed }) => new RepeatedKFold({ nSplits: 3, nRepeats: 2, seed }), { tested: 2 }],
  [
    'RepeatedStratifiedKFold',
    ({ seed }) => new RepeatedStratifiedKFold({ nSplits: 3, nRepeats: 2, seed }),
    { ...labels, tested: 2 },
  ],
  ['GroupKFold', () => new GroupKFold({ nSplits: 4 }), { ...groups, ...unseeded, tested: 1 }],
  ['GroupKFold, shuffled', ({ seed }) => new GroupKFold({ ...shuffled, seed }), { ...groups, tested: 1 }],
  [
    'StratifiedGroupKFold',
    () => new StratifiedGroupKFold({ nSplits: 4 }),
    { ...groups, ...unseeded, needs: ['labels', 'groups'], tested: 1 },
  ],
  [
    'StratifiedGroupKFold, shuffled',
    ({ seed }) => new StratifiedGroupKFold({ ...shuffled, seed }),
    { ...groups, needs: ['labels', 'groups'], tested: 1 },
  ],
  ['ShuffleSplit', ({ seed }) => new ShuffleSplit({ nSplits: 3, trainSize: 0.5, seed }), {}],
  ['StratifiedShuffleSplit', ({ seed }) => new StratifiedShuffleSplit({ nSplits: 3, seed }), labels],
  ['GroupShuffleSplit', ({ seed }) => new GroupShuffleSplit({ nSplits: 3, seed }), groups],
  ['BootstrapSplit', ({ seed }) => new BootstrapSplit({ nSplits: 3, seed }), { repeatsTrainingRows: true }],
  ['BootstrapSplit of few rows', ({ seed }) => new BootstrapSplit({ nSplits: 3, seed }), { repeatsTrainingRows: true, rows: [2, 5] }],
  ['LeaveOneOut', () => new LeaveOneOut(), { ...unseeded, rows: [2, 9], tested: 1 }],
  ['LeavePOut', () => new LeavePOut({ p: 2 }), { ...unseeded, rows: [3, 9] }],
  ['LeaveOneGroupOut', () => new LeaveOneGroupOut(), { ...groups, ...unseeded, tested: 1 }],
  ['LeavePGroupsOut', () => new LeavePGroupsOut({ nGroups: 2 }), { ...groups, ...unseeded, rows: [9, 20] }],
  [
    'PredefinedSplit',
    ({ n }) => new PredefinedSplit({ testFold: Array.from({ length: n }, (_, row) => (row % 4) - 1) }),
    unseeded,
  ],
  ['TimeSeriesSplit', () => new TimeSeriesSplit({ nSplits: 5 }), { ...unseeded, uses: ['times'], chronological: true }],
  [
    'GroupTimeSeriesSplit',
    () => new GroupTimeSeriesSplit({ nSplits: 3, gap: 1 }),
    { ...groups, ...unseeded, uses: ['groups', 'times'], chronological: true },
  ],
]; // prettier-ignore

for (const [name, make, options] of rows) testSplitter(name, make, { runs: 20, ...options });

describe('testSplitter', () => {
  it('is run over every splitter', () => {
    const made = new Set(rows.map(([, make]) => make({ seed: 'a', n: 30 }).constructor.name));
    const splitters = Object.entries(split)
      .filter(([, value]) => 'prototype' in value && 'split' in (value.prototype as object))
      .map(([name]) => name);
    expect(splitters.length).toBeGreaterThanOrEqual(17);
    expect([...made].sort()).toEqual(splitters.sort());
  });

  it.each([
    [{ test: 1 }, 'TypeError', "testSplitter has no option 'test' (did you mean 'tested'?)"],
    [{ needs: ['label'] }, 'RangeError', "a list in needs or uses must be one of 'labels'"],
    [{ rows: [1, 5] }, 'RangeError', 'the least of rows must be a whole number at least 2, not 1'],
    [
      { rows: [9, 5] },
      'RangeError',
      'the largest of rows must be a whole number at least 9, not 5',
    ],
    [{ runs: 0 }, 'RangeError', 'runs must be a whole number at least 1, not 0'],
    [
      { wholeGroups: true },
      'RangeError',
      "wholeGroups cannot be checked without groups: add 'groups'",
    ],
    [{ needs: ['groups'], chronological: true }, 'RangeError', 'cannot be checked without times'],
  ])('refuses the options %j', (options, name, message) => {
    const call = () => testSplitter('KFold', () => new KFold(), options as never);
    expect(call).toThrow(message);
    expect(call).toThrow(expect.objectContaining({ name }));
  });
});
