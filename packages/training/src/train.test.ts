import { expect, it } from 'vitest';
import * as tf from '@tensorflow/tfjs';
import { createRecipe, mlp, train } from './index.js';

it('learns exclusive or', async () => {
  await tf.setBackend('cpu');
  const before = tf.memory().numTensors;
  const x = { data: new Float32Array([0, 0, 0, 1, 1, 0, 1, 1]), shape: [4, 2] };
  const y = { data: new Int32Array([0, 1, 1, 0]), shape: [4] };
  const recipe = createRecipe({
    model: mlp({ hidden: [8] }),
    optimizer: { name: 'adam', learningRate: 0.05 },
    fit: { epochs: 100, batchSize: 4 },
  });
  const result = await train(recipe, { x, y, task: 'classification' }, { seed: 1 });
  expect(result.history.loss.at(-1)).toBeLessThan(0.05);
  expect(result.history.acc!.at(-1)).toBe(1);
  const { data, shape } = await result.predict(x);
  expect(shape).toEqual([4, 2]);
  expect(
    Array.from(
      data.filter((_, i) => i % 2 === 1),
      Math.round,
    ),
  ).toEqual([0, 1, 1, 0]);
  result.dispose();
  expect(tf.memory().numTensors).toBe(before);
});
