import { expect, it } from 'vitest';
import { noisyImages } from '../test/images.js';
import { augment, augmentDataset, elastic, horizontalFlip, type Transform } from './index.js';

const x = noisyImages(3, 6, 6, 1);
const y = { data: Int32Array.of(1, 0, 2), shape: [3] };
const pipeline = augment([horizontalFlip(), elastic()], { seed: 1 });

it('puts the variants of each epoch behind the rows as they are', () => {
  const data = { x, y, task: 'classification' as const, classNames: ['a', 'b', 'c'], size: 3 };
  const more = augmentDataset(data, { pipeline, copies: 2, seed: 5 });
  expect(more.x.shape).toEqual([9, 6, 6, 1]);
  expect(more.x.data.subarray(0, 108)).toEqual(x.data);
  const rows = Uint32Array.of(0, 1, 2);
  for (const epoch of [0, 1]) {
    const { x: varied } = pipeline.vary({ x, y }, rows, { epoch, seed: 5 });
    expect(more.x.data.subarray(108 * (epoch + 1), 108 * (epoch + 2))).toEqual(varied.data);
  }
  expect([...more.y.data]).toEqual([1, 0, 2, 1, 0, 2, 1, 0, 2]);
  expect(more.task).toBe('classification');
  expect(more.classNames).toEqual(['a', 'b', 'c']);
  expect('size' in more).toBe(false);
});

it('keeps a row and its variants in one group', () => {
  expect(augmentDataset({ x, y }, { pipeline }).groups).toEqual(Int32Array.of(0, 1, 2, 0, 1, 2));
  const groups = ['p', 'p', 'q'];
  const more = augmentDataset({ x, y, groups }, { pipeline, keepOriginal: false });
  expect(more.groups).toEqual(groups);
  expect(more.x.shape[0]).toBe(3);
  const timed = augmentDataset({ x, y, times: Float64Array.of(1, 2, 3) }, { pipeline });
  expect(timed.groups).toBeUndefined();
  expect(timed.times).toEqual(Float64Array.of(1, 2, 3, 1, 2, 3));
});

it('makes soft targets of all where variants have them', () => {
  const soften: Transform<null> = {
    className: 'soften',
    on: 'rows',
    getConfig: () => ({}),
    draw: () => null,
    apply: (rows, _, { classCount }) => ({
      x: rows.x,
      y: { data: new Float32Array(3 * classCount).fill(1 / classCount), shape: [3, classCount] },
    }),
  };
  const more = augmentDataset({ x, y }, { pipeline: augment([soften]) });
  expect(more.y.shape).toEqual([6, 3]);
  expect([...more.y.data.subarray(0, 9)]).toEqual([0, 1, 0, 1, 0, 0, 0, 0, 1]);
});

it('says what is wrong', () => {
  expect(() => augmentDataset({ x, y }, { pipeline: elastic() } as never)).toThrow(
    /^pipeline must be made by augment/,
  );
  expect(() => augmentDataset({ x, y }, { pipeline, copies: 0 })).toThrow(/^copies must be/);
  expect(() => augmentDataset({ x } as never, { pipeline })).toThrow(/^y must be an NdArray/);
  expect(() => augmentDataset({ x, y }, { pipeline, copie: 1 } as never)).toThrow(
    /no option 'copie' \(did you mean 'copies'\?\)/,
  );
  const half: Transform = {
    ...horizontalFlip(),
    resample: (data) => ({ ...data, x: noisyImages(1, 6, 6, 1), y: { data: y.data, shape: [3] } }),
  } as Transform;
  expect(() => augmentDataset({ x, y, groups: [1, 2, 3] }, { pipeline: augment([half]) })).toThrow(
    /new rows have no groups/,
  );
});
