import { createDataset } from '@occam/datasets';
import { expect, it } from 'vitest';
import { foldBalance } from './foldBalance.js';

const x = { data: new Float32Array(6), shape: [6, 1] };
const clusters = Int32Array.of(0, 1, 0, 2, 3, 2);
const fold = { train: Uint32Array.of(0, 1, 3, 4), test: Uint32Array.of(2, 5) };

it('compares the shares of classes, and counts test rows that training has seen', () => {
  const y = { data: Int32Array.of(0, 0, 1, 1, 1, 1), shape: [6] };
  const data = createDataset({ x, y, task: 'classification' });
  const { classGap, ...rest } = foldBalance(data, clusters)(fold);
  expect(classGap).toBeCloseTo(1 / 3, 12);
  expect(rest).toEqual({ train: 4, test: 2, leaked: 2 });
});

it('compares the means of numbers', () => {
  const y = { data: Float32Array.of(1, 2, 3, 4, 5, 6), shape: [6] };
  const data = createDataset({ x, y, task: 'regression' });
  expect(foldBalance(data, Int32Array.of(0, 1, 2, 3, 4, 5))(fold)).toEqual({
    train: 4,
    test: 2,
    leaked: 0,
    targetMean: { train: 3, test: 4.5 },
  });
});
