import { createRng, fillUniform } from '@occam/core';
import { fit, predict } from '@occam/training';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { normals, onBackend } from '../../test/helpers.js';
import {
  alphaDropout,
  dropConnect,
  dropout,
  gaussianDropout,
  gaussianNoise,
  register,
  spatialDropout1d,
  stochasticDepth,
} from '../index.js';

onBackend('wasm');

const inTraining = (layer: tf.layers.Layer, x: tf.Tensor) =>
  layer.apply(x, { training: true }) as tf.Tensor;
const outputOf = (layer: tf.layers.Layer, x: number[][], training: boolean) =>
  tf.tidy(() => Array.from((layer.apply(tf.tensor2d(x), { training }) as tf.Tensor).dataSync()));

describe('a noise layer in place of the one of tfjs', () => {
  const pairs: [string, () => tf.layers.Layer, () => tf.layers.Layer][] = [
    ['dropout', () => dropout({ rate: 0.4 }), () => tf.layers.dropout({ rate: 0.4 })],
    [
      'spatialDropout1d',
      () => spatialDropout1d({ rate: 0.4 }),
      () => tf.layers.spatialDropout1d({ rate: 0.4 }),
    ],
    [
      'gaussianNoise',
      () => gaussianNoise({ stddev: 0.4 }),
      () => tf.layers.gaussianNoise({ stddev: 0.4 }),
    ],
    [
      'gaussianDropout',
      () => gaussianDropout({ rate: 0.4 }),
      () => tf.layers.gaussianDropout({ rate: 0.4 }),
    ],
    [
      'alphaDropout',
      () => alphaDropout({ rate: 0.4 }),
      () => tf.layers.alphaDropout({ rate: 0.4, noiseShape: null as never }),
    ],
  ];

  it.each(pairs)('%s trains a model to the same bits in both engines', async (_, ours, theirs) => {
    register();
    const x = { data: normals(12 * 6), shape: [12, 3, 2] };
    const y = { data: normals(12, 'y'), shape: [12] };
    const train = async (noise: tf.layers.Layer, engine: 'fused' | 'tfjs') => {
      const ones = { kernelInitializer: 'ones' } as const;
      const model = tf.sequential({
        layers: [
          tf.layers.dense({ units: 2, inputShape: [3, 2], ...ones }),
          noise,
          tf.layers.flatten(),
          tf.layers.dense({ units: 1, ...ones }),
        ],
      });
      await fit(model, { x, y, task: 'regression' }, { epochs: 2, batchSize: 5, seed: 3, engine });
      const weights = model.getWeights().map((weight) => Array.from(weight.dataSync()));
      model.dispose();
      return weights;
    };
    for (const engine of ['fused', 'tfjs'] as const) {
      expect(await train(ours(), engine)).toEqual(await train(theirs(), engine));
    }
  });
});

describe('noise under plain tfjs', () => {
  const network = () =>
    tf.sequential({
      layers: [dropout({ rate: 0.5, inputShape: [64] }), dropout({ rate: 0.5 })],
    });
  const masks = (model: tf.LayersModel) =>
    tf.tidy(() =>
      model.layers.map((layer) => Array.from(inTraining(layer, tf.ones([1, 64])).dataSync())),
    );

  it('differs between two layers of one seed, and not between two models', () => {
    const [first, second] = masks(network());
    expect(first).not.toEqual(second);
    expect(masks(network())).toEqual([first, second]);
    const { key } = createRng(0).fork('mask/1');
    const u = Array.from(fillUniform(new Float32Array(64), { key }));
    expect(first).toEqual(u.map((one) => (one >= 0.5 ? 2 : 0)));
  });

  it('does nothing at a rate or deviation of 0, and at inference', () => {
    tf.tidy(() => {
      const x = tf.ones([2, 3]);
      for (const layer of [dropout({ rate: 0 }), gaussianNoise({ stddev: 0 })]) {
        expect(Array.from(inTraining(layer, x).dataSync())).toEqual([1, 1, 1, 1, 1, 1]);
      }
      const layer = alphaDropout({ rate: 0.5 });
      expect(Array.from((layer.apply(x) as tf.Tensor).dataSync())).toEqual([1, 1, 1, 1, 1, 1]);
    });
  });

  it('says which noiseShape does not fit which input', () => {
    const layer = dropout({ rate: 0.5, noiseShape: [null, 2], name: 'narrow' });
    const x = tf.ones([2, 3]);
    expect(() => inTraining(layer, x)).toThrow(
      "the noiseShape [null, 2] of the layer 'narrow' must have an entry for each axis of its input, [2, 3]: null, 1 or its size",
    );
    x.dispose();
  });
});

describe('alphaDropout', () => {
  it('keeps the mean and the variance of standard normal inputs', () => {
    const [mean, variance] = tf.tidy(() => {
      const x = tf.tensor2d(normals(40_000), [40, 1000]);
      const y = inTraining(alphaDropout({ rate: 0.3 }), x);
      const moments = tf.moments(y);
      return [moments.mean.dataSync()[0]!, moments.variance.dataSync()[0]!];
    });
    // Their errors are 0.005 and about 0.008.
    expect(Math.abs(mean!)).toBeLessThan(0.02);
    expect(Math.abs(variance! - 1)).toBeLessThan(0.03);
  });
});

describe('stochasticDepth', () => {
  const kept = (per: 'sample' | 'batch') =>
    tf.tidy(() => {
      const y = inTraining(stochasticDepth({ rate: 0.5, per }), tf.ones([32, 3]));
      return y.arraySync() as number[][];
    });

  it('keeps or drops whole rows, each on its own', () => {
    const rows = kept('sample');
    expect(rows.every((row) => new Set(row).size === 1)).toBe(true);
    expect(new Set(rows.flat())).toEqual(new Set([0, 2]));
  });

  it('keeps or drops the whole batch', () => {
    expect(new Set(kept('batch').flat()).size).toBe(1);
  });
});

describe('dropConnect', () => {
  const x = [[1, 2]];
  const build = (options: Partial<Parameters<typeof dropConnect>[0]>) => {
    const layer = dropConnect({ units: 3, rate: 0.25, ...options });
    tf.tidy(() => {
      layer.apply(tf.zeros([1, 2]));
      layer.setWeights([tf.tensor2d([[1, 2, 3], [4, 5, 6]]), tf.tensor1d([7, 8, 9])]); // prettier-ignore
    });
    return layer;
  };

  it.each(['sample', 'batch'] as const)('masks each weight and each bias, per %s', (per) => {
    const layer = build({ per, seed: 4 });
    const rows = [x[0]!, x[0]!];
    const y = outputOf(layer, rows, true);
    layer.dispose();
    // Nine numbers of the mask fill twelve places.
    const u = fillUniform(new Float32Array(24), { key: createRng(4).fork('mask/0').key });
    const want = rows.flatMap((row, r) => {
      const kept = Array.from(u.subarray(per === 'sample' ? 12 * r : 0), (one) => +(one >= 0.25));
      return [0, 1, 2].map((j) => {
        const sum = row[0]! * (1 + j) * kept[j]! + row[1]! * (4 + j) * kept[3 + j]!;
        return (sum + (7 + j) * kept[6 + j]!) / 0.75;
      });
    });
    y.forEach((value, i) => expect(value).toBeCloseTo(want[i]!, 4));
  });

  it('is the mean network at inference', () => {
    const layer = build({});
    expect(outputOf(layer, x, false)).toEqual([16, 20, 24]);
    layer.dispose();
  });

  it('averages over the moment-matched Gaussian with samples, alike for a row in any batch', () => {
    const layer = dropConnect({ units: 1, rate: 0.2, samples: 4000, activation: 'relu' });
    tf.tidy(() => {
      layer.apply(tf.zeros([1, 2]));
      layer.setWeights([tf.tensor2d([[3], [-3]]), tf.tensor1d([0])]);
    });
    const [alone] = outputOf(layer, [[1, 1]], false);
    // μ = 0 and σ² = 0.25 · 18, so that the mean of relu is σ / √(2π) = 0.846; its error is 1.24 / √4000.
    expect(Math.abs(alone! - Math.sqrt(4.5 / (2 * Math.PI)))).toBeLessThan(5 * 0.02);
    expect(outputOf(layer, [[2, 1], [1, 1]], false)[1]).toBe(alone); // prettier-ignore
    expect(outputOf(layer, [[1, 1]], false)[0]).toBe(alone);
    layer.dispose();
  });

  it.each([
    [{ activation: 'sigmoid', samples: 7 }, [5]],
    [{ activation: 'softmax', samples: 1, useBias: false, per: 'batch' }, [2, 5]],
    [{ samples: 3 }, [5]],
  ] as const)(
    'predicts and validates with samples alike in both engines: %o',
    async (more, shape) => {
      register();
      const rows = 9;
      const width = shape.reduce((product, n) => product * n, 1);
      const x = { data: normals(rows * width), shape: [rows, ...shape] };
      const y = { data: normals(rows, 'y'), shape: [rows] };
      const glorot = (seed: number) => tf.initializers.glorotUniform({ seed });
      const train = async (engine: 'fused' | 'tfjs') => {
        const model = tf.sequential({
          layers: [
            dropConnect({
              units: 4,
              rate: 0.3,
              inputShape: [...shape],
              kernelInitializer: glorot(1),
              biasInitializer: 'ones',
              ...more,
            }),
            ...(shape.length > 1 ? [tf.layers.flatten()] : []),
            tf.layers.dense({ units: 1, kernelInitializer: glorot(2) }),
          ],
        });
        const data = { x, y, task: 'regression' as const };
        const { history } = await fit(model, data, { epochs: 3, validation: data, engine });
        const ours = await predict(model, x);
        const theirs = tf.tidy(() =>
          (model.predict(tf.tensor(x.data, x.shape)) as tf.Tensor).dataSync(),
        );
        ours.data.forEach((value, i) => expect(value).toBeCloseTo(theirs[i]!, 5));
        model.dispose();
        return [...history.val_loss!, ...ours.data];
      };
      const fused = await train('fused');
      const tfjs = await train('tfjs');
      fused.forEach((value, i) => expect(value).toBeCloseTo(tfjs[i]!, 5));
    },
  );

  it('trains alike in both engines where masks are too large to be kept', async () => {
    register();
    const x = { data: normals(8 * 700), shape: [8, 700] };
    const y = { data: normals(8, 'y'), shape: [8] };
    const kernels = { kernelInitializer: 'ones' } as const;
    const train = async (engine: 'fused' | 'tfjs') => {
      const model = tf.sequential({
        layers: [
          dropConnect({ units: 800, rate: 0.5, activation: 'tanh', inputShape: [700], ...kernels }),
          tf.layers.dense({ units: 1, kernelInitializer: 'zeros' }),
        ],
      });
      const optimizer = { name: 'sgd', learningRate: 0.01 } as const;
      await fit(
        model,
        { x, y, task: 'regression' },
        { epochs: 2, batchSize: 8, optimizer, engine },
      );
      const weights = model.getWeights().map((weight) => weight.dataSync());
      model.dispose();
      return weights;
    };
    const [fused, tfjs] = [await train('fused'), await train('tfjs')];
    fused.forEach((weights, i) =>
      weights.forEach((value, j) => {
        if (Math.abs(value - tfjs[i]![j]!) > 1e-5) {
          expect.fail(`weight ${i}, ${j} is ${value}, not ${tfjs[i]![j]}`);
        }
      }),
    );
  });

  it('takes the part of an output layer', async () => {
    register();
    const model = tf.sequential({
      layers: [dropConnect({ units: 3, rate: 0.2, activation: 'softmax', inputShape: [4] })],
    });
    const x = { data: normals(24), shape: [6, 4] };
    const y = { data: Int32Array.of(0, 1, 2, 0, 1, 2), shape: [6] };
    const { engine } = await fit(model, { x, y, task: 'classification' }, { epochs: 1 });
    expect(engine).toBe('fused');
    model.dispose();
  });
});
