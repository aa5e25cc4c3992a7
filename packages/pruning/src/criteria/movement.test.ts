import { fit } from '@occam/training';
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { movement } from '../index.js';

it('sums w_t (w_{t+1} − w_t) over the steps', async () => {
  await tf.setBackend('cpu');
  // E = (w x − y)² with x = 1 and y = 0: ∂E/∂w = 2w, and w_{t+1} = (1 − 2α) w_t.
  const layer = tf.layers.dense({ units: 1, useBias: false, inputShape: [1], name: 'line' });
  const model = tf.sequential({ layers: [layer] });
  model.setWeights([tf.tensor2d([[4]])]);
  const criterion = movement();
  const x = tf.ones([4, 1]);
  const y = tf.zeros([4, 1]);
  const before = tf.memory().numTensors;
  const optimizer = { name: 'sgd', learningRate: 0.25 } as const;
  const callbacks = [criterion.watch(model)];
  await fit(model, { x, y, task: 'regression' }, { epochs: 2, batchSize: 4, optimizer, callbacks });
  // 4 → 2 → 1: 4 · (−2) + 2 · (−1).
  expect([...criterion.scoreWeights(model, 'line').data]).toEqual([-10]);
  expect(tf.memory().numTensors).toBe(before);
  expect(() => movement().scoreWeights(model, 'line')).toThrow(
    "movement has not seen 'line' train: give fit the callback",
  );
  model.dispose();
});
