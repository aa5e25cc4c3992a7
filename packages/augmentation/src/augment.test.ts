import { expect, it } from 'vitest';
import { addGaussianNoise, augment, horizontalFlip } from './index.js';

const x = { data: Float32Array.from({ length: 48 }, (_, i) => i), shape: [4, 12] };

it('gives a row the same variant in whatever batch it is, and another in another epoch', () => {
  const pipeline = augment([horizontalFlip(), addGaussianNoise()], {
    seed: 1,
    imageShape: [2, 3, 2],
  });
  const all = pipeline.vary({ x }, Uint32Array.of(0, 1, 2, 3), { epoch: 2 });
  const some = pipeline.vary({ x }, Uint32Array.of(3, 1), { epoch: 2 });
  expect(some.x.data.subarray(0, 12)).toEqual(all.x.data.subarray(36, 48));
  expect(some.x.data.subarray(12)).toEqual(all.x.data.subarray(12, 24));
  expect(some.x.shape).toEqual([2, 12]);
  expect(pipeline.replay({ x }, Uint32Array.of(3, 1), some.drawn).x).toEqual(some.x);
  expect(pipeline.vary({ x }, Uint32Array.of(3, 1), { epoch: 3 }).x).not.toEqual(some.x);
});
