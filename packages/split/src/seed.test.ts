import { expect, it } from 'vitest';
import { KFold, ShuffleSplit, StratifiedKFold, trainTestSplit } from './index.js';

const labels = [0, 1, 2, 0, 1, 2, 0, 1, 2];

it.each([
  [
    new KFold({ nSplits: 3, shuffle: true, seed: 1 }),
    [
      [0, 3, 8],
      [2, 6, 7],
      [1, 4, 5],
    ],
  ],
  [
    new StratifiedKFold({ nSplits: 3, shuffle: true, seed: 1 }),
    [
      [0, 1, 2],
      [3, 4, 8],
      [5, 6, 7],
    ],
  ],
  [
    new ShuffleSplit({ nSplits: 3, seed: 1 }),
    [
      [3, 7, 8],
      [1, 2, 4],
      [0, 3, 7],
    ],
  ],
])('a seed means the same rows in every version: %j', (splitter, tests) => {
  const folds = Array.from(splitter.split(9, { labels }));
  expect(folds.map(({ test }) => [...test])).toEqual(tests);
});

it('a seed means the same rows in every version: trainTestSplit', () => {
  const test = (options: object) => [...trainTestSplit(9, { seed: 1, ...options }).test];
  expect(test({})).toEqual([0, 2, 7]);
  expect(test({ stratify: labels })).toEqual([1, 3, 8]);
  expect(test({ groups: labels })).toEqual([1, 4, 7]);
});
