import { registerClass } from '@occam/core';
import { expect, it, vi } from 'vitest';
import { addGaussianNoise, augment, elastic, horizontalFlip, randomRotation } from '../index.js';
import type { Transform } from '../index.js';

const n = 20;
const x = {
  data: Float32Array.from({ length: n * 64 }, (_, i) => ((i * 37) % 101) / 101),
  shape: [n, 64],
};
const y = { data: Int32Array.from({ length: n }, (_, row) => row % 3), shape: [n] };
const data = { x, y, classCount: 3 };
const imageShape = [8, 8, 1];

it('varies in workers to the same bits, whichever worker it is', async () => {
  const transforms = [
    horizontalFlip(),
    randomRotation(),
    elastic({ alpha: 8, sigma: 2 }),
    addGaussianNoise(),
  ];
  const pipeline = augment(transforms, { seed: 2, imageShape });
  const before = Array.from(x.data);
  const prefetcher = (await pipeline.prefetch(data, { seed: 'spring', workers: 2 }))!;
  try {
    const batches = [0, 1, 2, 3, 4].map((epoch) => {
      const rows = Uint32Array.of(epoch, 19 - epoch, 7);
      return { rows, epoch, varied: prefetcher.vary(rows, epoch) };
    });
    for (const { rows, epoch, varied } of batches) {
      const { drawn: _, ...here } = pipeline.vary(data, rows, { epoch, seed: 'spring' });
      expect(await varied).toEqual(here);
    }
    expect(Array.from(x.data)).toEqual(before);
  } finally {
    prefetcher.dispose();
  }
}, 60_000);

it('gives rows that nothing changes more than once, and says what is wrong', async () => {
  const still = augment([horizontalFlip({ probability: 0 })], { imageShape });
  const prefetcher = (await still.prefetch({ x }, { seed: 0, workers: 1 }))!;
  const all = Uint32Array.from({ length: n }, (_, row) => row);
  for (let i = 0; i < 2; i++) {
    const varied = await prefetcher.vary(all, i);
    expect(Array.from(varied.x.data)).toEqual(Array.from(x.data));
    expect(varied.y).toBeUndefined();
  }
  const wrong = prefetcher.vary(Uint32Array.of(n), 0);
  await expect(wrong).rejects.toThrow(RangeError);
  prefetcher.dispose();
}, 60_000);

it('says that a transform from elsewhere is not known in a worker', async () => {
  const own: Transform = {
    ...addGaussianNoise(),
    className: 'ownNoise',
    getConfig: () => ({}),
  };
  registerClass('transform', 'ownNoise', () => own);
  const warning = vi.spyOn(console, 'warn').mockImplementation(() => {});
  expect(await augment([own]).prefetch(data, { seed: 0, workers: 1 })).toBeUndefined();
  expect(warning.mock.calls.join()).toMatch(
    /batches are varied in this thread and not by workers, since .*'ownNoise' is registered/,
  );
  warning.mockRestore();
}, 60_000);
