import { useBackend } from '@occam/backend';
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { quantize, register, sparsify } from './index.js';

const CASES = { sparsify: (model: tf.LayersModel) => sparsify(model, { layers: 'all' }), quantize };

// On WebGL weights are stored in numbers of 32 bits that no shader may round, and the kernel is unpacked.
it.each(Object.entries(CASES))(
  '%s gives on WebGL what it gives on WASM, from IndexedDB too',
  async (name, pack) => {
    register();
    await useBackend('wasm', { wasmPaths: '/tfjs-wasm/' });
    const weights = (rows: number, columns: number) =>
      tf.tensor2d(
        Array.from({ length: rows * columns }, (_, i) => (i % 7 ? 0 : Math.sin(i))),
        [rows, columns],
      );
    const model = tf.sequential({
      layers: [
        tf.layers.dense({ units: 9, activation: 'relu', inputShape: [600] }),
        tf.layers.dense({ units: 4, activation: 'softmax' }),
      ],
    });
    model.setWeights([weights(600, 9), tf.ones([9]), weights(9, 4), tf.zeros([4])]);
    const rows = Array.from({ length: 3 * 600 }, (_, i) => Math.cos(i));
    const run = (one: tf.LayersModel) =>
      tf.tidy(() => Array.from((one.predict(tf.tensor2d(rows, [3, 600])) as tf.Tensor).dataSync()));
    const want = run(pack(model));
    await useBackend('webgl');
    const packed = pack(model);
    await packed.save(`indexeddb://${name}`);
    const loaded = await tf.loadLayersModel(`indexeddb://${name}`);
    for (const found of [run(packed), run(packed), run(loaded)]) {
      found.forEach((value, i) => expect(value).toBeCloseTo(want[i]!, 4));
    }
  },
);
