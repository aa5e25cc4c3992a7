import { createDataset } from '@occam/datasets';
import { describe, expect, it } from 'vitest';
import { blobs, line } from '../test/data.js';
import { collectFolds } from './collectFolds.js';
import { defaultSplitter } from './defaultSplitter.js';

describe('defaultSplitter', () => {
  it('stratifies classes, shuffles numbers and keeps time in order, in ten folds', () => {
    const times = Float64Array.from({ length: 60 }, (_, row) => row);
    expect(defaultSplitter(blobs(), 3).toJSON()).toMatchObject({
      className: 'StratifiedKFold',
      config: { nSplits: 10, shuffle: true, seed: 3 },
    });
    expect(defaultSplitter(line(), 'a').toJSON()).toMatchObject({
      className: 'KFold',
      config: { nSplits: 10, shuffle: true, seed: 'a' },
    });
    expect(defaultSplitter(line({ times }), 3).toJSON()).toMatchObject({
      className: 'TimeSeriesSplit',
      config: { nSplits: 10 },
    });
  });

  it('keeps groups whole, and in order where there are times too', () => {
    const groups = Int32Array.from({ length: 60 }, (_, row) => row >> 1);
    const times = Float64Array.from(groups);
    const grouped = createDataset({ ...fields(), groups });
    expect(defaultSplitter(grouped, 3).toJSON()).toMatchObject({
      className: 'StratifiedGroupKFold',
      config: { nSplits: 10, shuffle: true, seed: 3 },
    });
    expect(defaultSplitter(line({ groups }), 'a').toJSON()).toMatchObject({
      className: 'GroupKFold',
      config: { nSplits: 10, shuffle: true, seed: 'a' },
    });
    expect(defaultSplitter(line({ groups, times }), 3).toJSON()).toMatchObject({
      className: 'GroupTimeSeriesSplit',
      config: { nSplits: 10 },
    });
    for (const data of [grouped, line({ groups, times })]) {
      const folds = collectFolds(defaultSplitter(data, 3), data);
      expect(folds).toHaveLength(10);
      for (const { train, test } of folds) {
        const trained = new Set([...train].map((row) => groups[row]));
        expect([...test].filter((row) => trained.has(groups[row]))).toEqual([]);
        if (data.times) expect(groups[train.at(-1)!]).toBeLessThan(groups[test[0]!]!);
      }
    }
  });

  it('says what to do where groups cannot be kept whole in order of time', () => {
    const groups = Int32Array.from({ length: 60 }, (_, row) => row % 12);
    const times = Float64Array.from(groups, () => 0);
    const data = line({ groups, times });
    expect(() => collectFolds(defaultSplitter(data, 0), data)).toThrow(
      'GroupTimeSeriesSplit has no row to train on',
    );
  });
});

function fields() {
  const { x, y, task } = blobs();
  return { x, y, task };
}
