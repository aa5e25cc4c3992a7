import { expect, it } from 'vitest';
import {
  BootstrapSplit,
  GroupKFold,
  GroupShuffleSplit,
  KFold,
  RepeatedKFold,
  RepeatedStratifiedKFold,
  ShuffleSplit,
  StratifiedGroupKFold,
  StratifiedKFold,
  StratifiedShuffleSplit,
  trainTestSplit,
  type Splitter,
} from './index.js';

const labels = [0, 1, 2, 0, 1, 2, 0, 1, 2];

const seed = 1;
const options = { nSplits: 3, shuffle: true, seed };
const repeated = { nSplits: 3, nRepeats: 2, seed };
const groups = ['a', 'a', 'b', 'c', 'c', 'c', 'd', 'e', 'f'];

it.each<[Splitter, string[]]>([
  [new KFold(options), ['0 5 6', '1 7 8', '2 3 4']],
  [new StratifiedKFold(options), ['0 1 2', '3 4 8', '5 6 7']],
  [new GroupKFold(options), ['3 4 5', '0 1 7', '2 6 8']],
  [new StratifiedGroupKFold({ ...options, warn: false }), ['2 3 4 5 6', '0 1', '7 8']],
  [new RepeatedKFold(repeated), ['5 6 7', '1 2 3', '0 4 8', '0 5 7', '1 3 6', '2 4 8']],
  [new RepeatedStratifiedKFold(repeated), ['0 1 5', '3 7 8', '2 4 6', '0 1 5', '2 4 6', '3 7 8']],
  [new ShuffleSplit({ nSplits: 3, seed }), ['3 7 8', '1 2 4', '0 3 7']],
  [new StratifiedShuffleSplit({ nSplits: 3, seed }), ['6 7 8', '4 5 6', '1 6 8']],
  [new GroupShuffleSplit({ nSplits: 3, seed }), ['7 8', '3 4 5 6', '2 8']],
  [new BootstrapSplit({ nSplits: 3, seed }), ['4 6', '1 2 3', '1 2 8']],
])('a seed means the same rows in every version: %j', (splitter, tests) => {
  const folds = Array.from(splitter.split(9, { labels, groups }));
  expect(folds.map(({ test }) => test.join(' '))).toEqual(tests);
});

it('a seed means the same rows in every version: trainTestSplit', () => {
  const test = (options: object) => [...trainTestSplit(9, { seed: 1, ...options }).test];
  expect(test({})).toEqual([0, 2, 7]);
  expect(test({ stratify: labels })).toEqual([1, 3, 8]);
  expect(test({ groups: labels })).toEqual([1, 4, 7]);
});
