import * as tf from '@tensorflow/tfjs';
import { expect } from 'vitest';

/** `count` numbers from −1 to 1 without a pattern. */
const noises = (count: number, seed: number) =>
  Float32Array.from(
    { length: count },
    (_, i) => 2 * ((Math.sin((seed + i) * 12.9898) * 43758.5453) % 1),
  );

/** Trains a small network for five epochs from fixed weights; the losses. */
export async function losses(layers: () => tf.layers.Layer[], shape: number[]): Promise<number[]> {
  const model = tf.sequential({ layers: layers() });
  const weights = model.getWeights().map((weight, i) =>
    tf.tensor(
      noises(weight.size, i).map((value) => value / 3),
      weight.shape,
    ),
  );
  model.setWeights(weights);
  model.compile({ optimizer: tf.train.adam(0.01), loss: 'categoricalCrossentropy' });
  const x = tf.tensor(noises(64 * tf.util.sizeFromShape(shape), 5), [64, ...shape]);
  const y = tf.oneHot(
    tf.tensor1d(
      Array.from({ length: 64 }, (_, i) => (i * 7) % 4),
      'int32',
    ),
    4,
  );
  const { history } = await model.fit(x, y, { epochs: 5, batchSize: 16, shuffle: false });
  tf.dispose([x, y, ...weights]);
  model.dispose();
  return history['loss'] as number[];
}

const l = tf.layers;
export const dense = () => [
  l.dense({ units: 40, activation: 'relu', inputShape: [50] }),
  l.dense({ units: 4, activation: 'softmax' }),
];
export const convolutional = () => [
  l.conv2d({ filters: 4, kernelSize: 3, activation: 'relu', inputShape: [8, 8, 2] }),
  l.maxPooling2d({ poolSize: 2 }),
  l.flatten(),
  l.dense({ units: 4, activation: 'softmax' }),
];

export async function expectClose(found: Promise<number[]>, expected: number[]): Promise<void> {
  for (const [epoch, loss] of (await found).entries()) {
    // 20 steps on, rounding errors have grown some.
    expect(Math.abs(loss - expected[epoch]!)).toBeLessThan(2e-4 * expected[epoch]!);
  }
}
