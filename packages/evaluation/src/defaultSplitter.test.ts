import { createDataset } from '@occam/datasets';
import { describe, expect, it } from 'vitest';
import { blobs, line } from '../test/data.js';
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

  it('asks for a splitter where there are groups', () => {
    const data = createDataset({ ...fields(), groups: Array.from({ length: 60 }, () => 'a') });
    expect(() => defaultSplitter(data, 0)).toThrow(
      /the data have groups, .* pass a splitter that does/,
    );
  });
});

function fields() {
  const { x, y, task } = blobs();
  return { x, y, task };
}
