import * as tf from '@tensorflow/tfjs';
import { afterEach, describe, expect, it } from 'vitest';
import { availableBackends } from './availableBackends.js';
import type { BackendName } from './backendInfo.js';
import { useBackend } from './useBackend.js';

const wasmPaths = '/tfjs-wasm/';

/** Fits y = 2x − 1 with one linear unit; the loss before and after, and the weights found. */
async function trainLine() {
  const model = tf.sequential({
    layers: [tf.layers.dense({ units: 1, inputShape: [1], kernelInitializer: 'zeros' })],
  });
  model.compile({ optimizer: tf.train.sgd(0.1), loss: 'meanSquaredError' });
  const x = tf.tensor2d([-1, 0, 1, 2], [4, 1]);
  const y = tf.tensor2d([-3, -1, 1, 3], [4, 1]);
  const { history } = await model.fit(x, y, { epochs: 60, batchSize: 4, shuffle: false });
  const weights = await Promise.all(
    model.getWeights().map(async (weight) => (await weight.data())[0]!),
  );
  tf.dispose([x, y]);
  model.dispose();
  return { losses: history['loss'] as number[], weights };
}

describe('useBackend in a browser', () => {
  afterEach(() => tf.disposeVariables());

  for (const name of ['wasm', 'webgl', 'webgpu', 'cpu'] satisfies BackendName[]) {
    it(`trains on ${name}`, async () => {
      const info = await useBackend(name, name === 'wasm' ? { wasmPaths } : {});
      expect(info.name).toBe(name);
      expect(tf.getBackend()).toBe(name);
      const { losses, weights } = await trainLine();
      expect(losses[0]).toBeCloseTo(5, 3);
      expect(losses.at(-1)!).toBeLessThan(1e-3);
      expect(weights[0]).toBeCloseTo(2, 1);
      expect(weights[1]).toBeCloseTo(-1, 1);
    });
  }

  it('reports every backend as available', async () => {
    expect(await availableBackends()).toEqual([
      { name: 'wasm', available: true },
      { name: 'webgpu', available: true },
      { name: 'webgl', available: true },
      { name: 'cpu', available: true },
    ]);
  });

  it('does not try wasm on its own where it does not know the path of its files', async () => {
    expect((await useBackend('auto')).name).toBe('webgpu');
  });
});
