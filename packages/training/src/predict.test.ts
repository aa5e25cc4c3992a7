import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { blobs, classifier, expectClose, leavesNoTensor, onBackend } from '../test/helpers.js';
import { fit } from './fit.js';
import { predict, type PredictOptions } from './predict.js';

onBackend('cpu');

const data = blobs(10);

describe('predict', () => {
  it('returns what the model returns, whatever the batch size', async () => {
    const model = classifier();
    const want = tf.tidy(() =>
      (model.predict(tf.tensor2d(data.x.data, [10, 4])) as tf.Tensor).dataSync(),
    );
    await leavesNoTensor(async () => {
      for (const batchSize of [1, 3, 10, 256]) {
        const { data: got, shape } = await predict(model, data.x, { batchSize });
        expect(shape).toEqual([10, 3]);
        expectClose(got, want, { abs: 1e-6 });
      }
    });
    model.dispose();
  });

  it('knows what the outputs are: by the last fit, by the loss given, or by the activation', async () => {
    const model = classifier([], { activation: 'linear' });
    const sums = async (options: PredictOptions = {}) => {
      const { data: p } = await predict(model, data.x, options);
      return p[0]! + p[1]! + p[2]!;
    };
    expect(Math.abs((await sums()) - 1)).toBeGreaterThan(0.01);
    expectClose([await sums({ loss: 'crossEntropy' })], [1]);
    await fit(model, data, { epochs: 1 });
    expectClose([await sums()], [1]);
    expect(Math.abs((await sums({ loss: 'meanSquaredError' })) - 1)).toBeGreaterThan(0.01);
    model.dispose();
  });

  it('gives both classes of one sigmoid unit, and one number for one linear unit', async () => {
    const sigmoid = classifier([], { classes: 1, activation: 'sigmoid' });
    const { data: p, shape } = await predict(sigmoid, data.x);
    expect(shape).toEqual([10, 2]);
    expectClose([p[0]! + p[1]!], [1]);
    const raw = await predict(sigmoid, data.x, { loss: 'meanSquaredError' });
    expect(raw.shape).toEqual([10]);
    expectClose([raw.data[0]!], [p[1]!]);
    sigmoid.dispose();
  });

  it('takes no rows at all, and models with several axes', async () => {
    const model = tf.sequential({
      layers: [tf.layers.reshape({ targetShape: [2, 2], inputShape: [4] })],
    });
    expect(await predict(model, data.x)).toEqual({ data: data.x.data, shape: [10, 2, 2] });
    expect((await predict(model, { data: new Float32Array(0), shape: [0, 4] })).shape[0]).toBe(0);
    model.dispose();
  });

  it('refuses what does not fit', async () => {
    const model = classifier();
    const of = (x: unknown, options: unknown = {}) =>
      predict(model, x as typeof data.x, options as PredictOptions);
    await expect(of(blobs(2, { features: 5 }).x)).rejects.toThrow(
      /x has rows of shape \[5\], but the model takes \[4\]/,
    );
    await expect(of([[1, 2]])).rejects.toThrow(/x must be an NdArray/);
    await expect(of({ data: new Float32Array([0, 0, 0, NaN]), shape: [1, 4] })).rejects.toThrow(
      /NaN in row 0/,
    );
    await expect(of(data.x, { batchSize: 0 })).rejects.toThrow(
      /batchSize must be a whole number at least 1/,
    );
    await expect(of(data.x, { batch: 1 })).rejects.toThrow(/predict has no option 'batch'/);
    model.dispose();
  });
});
