import * as tf from '@tensorflow/tfjs';
import { getThreadsCount } from '@tensorflow/tfjs-backend-wasm';
import { describe, expect, it } from 'vitest';
import { kernelModuleFor } from './kernels/kernelModule.js';
import { useBackend, type UseBackendOptions } from './useBackend.js';

const wasmPaths = '/tfjs-wasm/';

/** `count` numbers from −1 to 1 without a pattern. */
const noises = (count: number, seed: number) =>
  Float32Array.from(
    { length: count },
    (_, i) => 2 * ((Math.sin((seed + i) * 12.9898) * 43758.5453) % 1),
  );

/** Trains a small network for five epochs from fixed weights; the losses. */
async function losses(layers: () => tf.layers.Layer[], shape: number[]): Promise<number[]> {
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
const dense = () => [
  l.dense({ units: 40, activation: 'relu', inputShape: [50] }),
  l.dense({ units: 4, activation: 'softmax' }),
];
const convolutional = () => [
  l.conv2d({ filters: 4, kernelSize: 3, activation: 'relu', inputShape: [8, 8, 2] }),
  l.maxPooling2d({ poolSize: 2 }),
  l.flatten(),
  l.dense({ units: 4, activation: 'softmax' }),
];

async function expectClose(found: Promise<number[]>, expected: number[]): Promise<void> {
  for (const [epoch, loss] of (await found).entries()) {
    // 20 steps on, rounding errors have grown some.
    expect(Math.abs(loss - expected[epoch]!)).toBeLessThan(2e-4 * expected[epoch]!);
  }
}

describe('accelerated WASM in a browser', () => {
  const accelerated: UseBackendOptions[] = [{ wasmPaths }, { wasmPaths, simd: 'simd128' }];

  it('trains a dense network to the same losses as tfjs, in both variants', async () => {
    expect((await useBackend('wasm', { wasmPaths, accelerate: false })).accelerated).toBe(false);
    const expected = await losses(dense, [50]);
    expect(expected.at(-1)!).toBeLessThan(expected[0]! / 2);
    for (const options of accelerated) {
      const info = await useBackend('wasm', options);
      expect(info).toMatchObject({ accelerated: true, simd: options.simd ?? 'relaxed' });
      await expectClose(losses(dense, [50]), expected);
    }
  });

  it('trains a convolutional network to the same losses as the cpu backend', async () => {
    await useBackend('cpu');
    const expected = await losses(convolutional, [8, 8, 2]);
    expect(expected.at(-1)!).toBeLessThan(expected[0]!);
    for (const options of accelerated) {
      await useBackend('wasm', options);
      await expectClose(losses(convolutional, [8, 8, 2]), expected);
    }
  });

  it('works in the shared memory of the threaded build where the page is isolated', async () => {
    const { threads } = await useBackend('wasm', { wasmPaths });
    expect(threads).toBe(Math.max(1, getThreadsCount()));
    const { buffer } = kernelModuleFor(tf.backend()).memory;
    expect(buffer instanceof (globalThis.SharedArrayBuffer ?? Object)).toBe(crossOriginIsolated);
    console.log(`isolated: ${crossOriginIsolated}, threads: ${threads}`);
  });
});
