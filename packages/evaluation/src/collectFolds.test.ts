import { KFold, type Fold, type Splitter } from '@occam/split';
import { describe, expect, it } from 'vitest';
import { blobs } from '../test/data.js';
import { collectFolds } from './collectFolds.js';

function splitterOf(...folds: { train: number[]; test: number[] }[]): Splitter {
  const made: Fold[] = folds.map(({ train, test }) => ({
    train: Uint32Array.from(train),
    test: Uint32Array.from(test),
  }));
  return {
    *split() {
      yield* made;
    },
    count: () => made.length,
    toJSON: () => ({ className: 'Given', config: {} }),
  };
}

describe('collectFolds', () => {
  const data = blobs();

  it('keeps the folds as the splitter made them', () => {
    const splitter = new KFold({ nSplits: 3 });
    expect(collectFolds(splitter, data)).toEqual(Array.from(splitter.split(60)));
  });

  it('gives the splitter the labels, groups and times', () => {
    let seen: unknown;
    const splitter: Splitter = {
      *split(n, context) {
        seen = [n, context];
        yield { train: Uint32Array.of(0), test: Uint32Array.of(1) };
      },
      count: () => 1,
      toJSON: () => ({ className: 'Curious', config: {} }),
    };
    collectFolds(splitter, data);
    expect(seen).toEqual([60, { labels: data.y.data, groups: undefined, times: undefined }]);
  });

  it('allows a training row twice, as in a bootstrap', () => {
    expect(collectFolds(splitterOf({ train: [0, 0, 1], test: [2] }), data)).toHaveLength(1);
  });

  it('names the fold and the row of a leak', () => {
    const leaking = splitterOf({ train: [0, 1], test: [2] }, { train: [0, 1, 7], test: [6, 7] });
    expect(() => collectFolds(leaking, data)).toThrow(
      'row 7 is in both folds[1].train and folds[1].test',
    );
  });

  it('names a fold without rows, and a row that does not exist', () => {
    expect(() => collectFolds(splitterOf({ train: [], test: [1] }), data)).toThrow(
      'folds[0].train has no rows',
    );
    expect(() => collectFolds(splitterOf({ train: [1], test: [] }), data)).toThrow(
      'folds[0].test has no rows',
    );
    expect(() => collectFolds(splitterOf({ train: [1], test: [60] }), data)).toThrow(
      'folds[0].test holds row 60, but the data have rows 0 to 59',
    );
    expect(() => collectFolds(splitterOf(), data)).toThrow('the splitter made no folds');
  });

  it('names what is no splitter', () => {
    expect(() => collectFolds('kfold' as never, data)).toThrow(
      "splitter must have the methods split and toJSON, as those of @occam/split, not 'kfold'",
    );
  });
});
