import { expect, it } from 'vitest';
import { addGaussianNoise, augment, drawContactSheet, elastic, horizontalFlip } from '../index.js';

const n = 6;
const x = {
  data: Float32Array.from({ length: n * 64 }, (_, i) => ((i * 37) % 101) / 101),
  shape: [n, 8, 8, 1],
};
const y = { data: Int32Array.from({ length: n }, (_, row) => row % 3), shape: [n] };
const pipeline = augment([horizontalFlip(), elastic({ alpha: 8, sigma: 2 }), addGaussianNoise()], {
  seed: 2,
});

it('varies in Web Workers to the same bits', async () => {
  const prefetcher = (await pipeline.prefetch({ x, y }, { seed: 1, workers: 2 }))!;
  try {
    const rows = Uint32Array.of(4, 0, 5);
    const batches = [0, 1, 2].map((epoch) => prefetcher.vary(rows, epoch));
    for (const [epoch, varied] of (await Promise.all(batches)).entries()) {
      const { drawn: _, ...here } = pipeline.vary({ x, y }, rows, { epoch, seed: 1 });
      expect(varied).toEqual(here);
    }
    await expect(prefetcher.vary(Uint32Array.of(n), 0)).rejects.toThrow(/row/);
  } finally {
    prefetcher.dispose();
  }
});

it('draws a contact sheet on a canvas', () => {
  const canvas = document.createElement('canvas');
  drawContactSheet(canvas, x, { scale: 1 });
  expect([canvas.width, canvas.height]).toEqual([6 * 10 + 2, 12]);
  const { data } = canvas.getContext('2d')!.getImageData(3, 2, 1, 1);
  const grey = Math.round(255 * x.data[1]!);
  expect(Array.from(data)).toEqual([grey, grey, grey, 255]);
});
