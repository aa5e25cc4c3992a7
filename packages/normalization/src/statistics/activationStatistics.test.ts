import { createRng, ndarray, type NdArray } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { activationStatistics } from './activationStatistics.js';

beforeAll(() => tf.setBackend('cpu'));

function normals(shape: number[], seed: number | string, scale = 1): NdArray {
  const rng = createRng(seed);
  const size = shape.reduce((product, n) => product * n, 1);
  return ndarray(
    Float32Array.from({ length: size }, () => scale * rng.normal()),
    shape,
  );
}

/** Gives a model weights of a seed, as large as `scale` / √inputs. */
function initialize(model: tf.LayersModel, seed: number, scale = 1): tf.LayersModel {
  tf.tidy(() => {
    for (const [i, { originalName, shape, ...weight }] of model.weights
      .map((w) => ({ originalName: w.originalName, shape: w.shape as number[], w }))
      .entries()) {
      if (!originalName.endsWith('kernel')) continue;
      const fanIn = shape.slice(0, -1).reduce((product, n) => product * n, 1);
      const { data } = normals(shape, `${seed}/${i}`, scale / Math.sqrt(fanIn));
      (weight.w.read() as tf.Variable).assign(tf.tensor(data, shape));
    }
  });
  return model;
}

function network(activation: 'sigmoid' | 'relu' | 'tanh', hidden = 3): tf.Sequential {
  const model = tf.sequential();
  for (let i = 0; i < hidden; i++) {
    model.add(tf.layers.dense({ units: 20, activation, ...(i === 0 ? { inputShape: [6] } : {}) }));
  }
  model.add(tf.layers.dense({ units: 3, activation: 'softmax' }));
  return initialize(model, 1) as tf.Sequential;
}

const classes = ndarray(
  Int32Array.from({ length: 50 }, (_, i) => i % 3),
  [50],
);

describe('activationStatistics', () => {
  it('gives what a naive count over all rows gives, however they are cut into batches', async () => {
    const model = initialize(
      tf.sequential({
        layers: [
          tf.layers.dense({ units: 4, activation: 'tanh', inputShape: [3] }),
          tf.layers.dense({ units: 5, activation: 'relu' }),
        ],
      }),
      2,
      3,
    );
    // Two units that are dead for any input from (−1, 1).
    tf.tidy(() => {
      const bias = model.layers[1]!.weights[1]!;
      bias.write(tf.tensor1d([0, -100, 0, -100, 0]));
    });
    const x = normals([11, 3], 3);
    const first = tf.tidy(() => {
      const [layer] = model.layers;
      return Array.from((layer!.apply(tf.tensor(x.data, [11, 3])) as tf.Tensor).dataSync());
    });
    const mean = first.reduce((sum, value) => sum + value, 0) / 44;
    const variance = first.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 44;
    const near = first.filter((value) => Math.abs(value) > 0.8).length / 44;
    const before = tf.memory().numTensors;
    for (const batchSize of [1, 4, 11, 256]) {
      const [tanh, relu] = await activationStatistics(model, x, { batchSize, margin: 0.1 });
      expect(tanh).toMatchObject({ name: model.layers[0]!.name, className: 'Dense', shape: [4] });
      expect(tanh!.mean).toBeCloseTo(mean, 12);
      expect(tanh!.std).toBeCloseTo(Math.sqrt(variance), 12);
      expect(tanh!.saturated).toBe(near);
      expect(tanh).not.toHaveProperty('dead');
      expect(tanh).not.toHaveProperty('gradientNorm');
      expect(relu!.dead).toBeCloseTo(0.4, 12);
      expect(relu).not.toHaveProperty('saturated');
    }
    expect(tf.memory().numTensors).toBe(before);
  });

  it('gives the gradients of central differences of the loss', async () => {
    const model = network('tanh', 1);
    const x = normals([6, 6], 4);
    const y = ndarray(Int32Array.from([0, 1, 2, 0, 1, 2]), [6]);
    const before = tf.memory().numTensors;
    const [hidden, output] = await activationStatistics(model, x, { y, batchSize: 4 });
    expect(tf.memory().numTensors).toBe(before);

    const [w1, b1, w2, b2] = model.getWeights().map((weight) => Array.from(weight.dataSync()));
    const affine = (row: number[], kernel: number[], bias: number[]) =>
      bias.map((start, j) =>
        row.reduce((sum, v, i) => sum + v * kernel[i * bias.length + j]!, start),
      );
    const rows = Array.from({ length: 6 }, (_, i) => Array.from(x.data.slice(6 * i, 6 * i + 6)));
    const h = rows.map((row) => affine(row, w1!, b1!).map(Math.tanh));
    const lossFrom = (units: number[], label: number, w = w2!, b = b2!) => {
      const z = affine(units, w, b);
      return Math.log(z.reduce((sum, one) => sum + Math.exp(one), 0)) - z[label]!;
    };
    const derivative = (f: (moved: number) => number) => (f(1e-5) - f(-1e-5)) / 2e-5;
    let squares = 0;
    h.forEach((units, row) => {
      units.forEach((_, k) => {
        const moved = (by: number) => units.map((unit, i) => (i === k ? unit + by : unit));
        squares += derivative((by) => lossFrom(moved(by), y.data[row]!)) ** 2;
      });
    });
    expect(hidden!.gradientNorm).toBeCloseTo(Math.sqrt(squares / 6), 5);

    const mean = (w: number[], b: number[]) =>
      h.reduce((sum, units, row) => sum + lossFrom(units, y.data[row]!, w, b) / 6, 0);
    let ofWeights = 0;
    for (const [array, at] of [
      [w2!, (moved: number[]) => mean(moved, b2!)],
      [b2!, (moved: number[]) => mean(w2!, moved)],
    ] as const) {
      array.forEach((_, k) => {
        const moved = (by: number) => array.map((one, i) => (i === k ? one + by : one));
        ofWeights += derivative((by) => at(moved(by))) ** 2;
      });
    }
    expect(output!.weightGradientNorm).toBeCloseTo(Math.sqrt(ofWeights), 5);
  });

  it('shows how gradients vanish through sigmoids and how tanh saturates', async () => {
    const x = normals([50, 6], 5);
    const sigmoids = await activationStatistics(network('sigmoid', 5), x, { y: classes });
    const norms = sigmoids.slice(0, 5).map(({ gradientNorm }) => gradientNorm!);
    norms.slice(1).forEach((norm, i) => expect(norms[i]!).toBeLessThan(norm / 2));
    const wide = initialize(network('tanh'), 1, 10);
    const [saturated] = await activationStatistics(wide, x);
    expect(saturated!.saturated).toBeGreaterThan(0.7);
  });

  it('measures batch normalization by the batch with training, and leaves it as it was', async () => {
    const model = tf.sequential();
    model.add(tf.layers.dense({ units: 4, inputShape: [6] }));
    model.add(tf.layers.batchNormalization());
    model.add(tf.layers.dense({ units: 1 }));
    initialize(model, 6, 5);
    const x = normals([50, 6], 7);
    const y = normals([50], 8);
    const before = model.getWeights().map((weight) => Array.from(weight.dataSync()));
    const held = tf.memory().numTensors;
    const at = await activationStatistics(model, x, { y, training: true });
    expect(tf.memory().numTensors).toBe(held);
    expect(model.getWeights().map((weight) => Array.from(weight.dataSync()))).toEqual(before);
    expect(at[1]!.mean).toBeCloseTo(0, 5);
    expect(at[1]!.std).toBeCloseTo(1, 3);
    const [, inference] = await activationStatistics(model, x);
    expect(inference!.std).toBeGreaterThan(3);
  });

  it('takes tensors, a loss of its own, channels as units, models inside models', async () => {
    const inner = tf.sequential({ name: 'inner' });
    inner.add(
      tf.layers.conv2d({ filters: 2, kernelSize: 2, activation: 'relu', inputShape: [3, 3, 1] }),
    );
    const model = tf.sequential();
    model.add(inner);
    model.add(tf.layers.flatten());
    tf.tidy(() => {
      const [kernel] = inner.layers[0]!.weights;
      kernel!.write(tf.tensor([1, -1, 1, -1, 1, -1, 1, -1], [2, 2, 1, 2]));
    });
    const x = tf.ones([2, 3, 3, 1]);
    const y = tf.zeros([2, 8]);
    const held = tf.memory().numTensors;
    const loss = (targets: tf.Tensor, outputs: tf.Tensor): tf.Scalar =>
      tf.sum(tf.add(targets, outputs));
    const [conv, flat] = await activationStatistics(model, x, { y, loss });
    expect(conv).toMatchObject({
      className: 'Conv2D',
      shape: [2, 2, 2],
      mean: 2,
      std: 2,
      dead: 0.5,
    });
    expect(flat).toMatchObject({ className: 'Flatten', shape: [8] });
    // The loss is a sum here: each row's is half of it, times two.
    expect(flat!.gradientNorm).toBeCloseTo(2 * Math.sqrt(8), 5);
    expect(tf.memory().numTensors).toBe(held);
    expect(Object.hasOwn(inner.layers[0]!, 'call')).toBe(false);
  });

  it('names what is wrong', async () => {
    const model = network('relu', 1);
    const x = normals([4, 6], 9);
    const held = tf.memory().numTensors;
    const refused = (x_: unknown, options: object, message: RegExp) =>
      expect(activationStatistics(model, x_ as NdArray, options)).rejects.toThrow(message);
    await refused(normals([4, 5], 9), {}, /x has rows of shape \[5\], but the model takes \[6\]/);
    await refused(normals([0, 6], 9), {}, /x must have at least one row/);
    await refused([1, 2], {}, /x must be an NdArray/);
    await refused(tf.scalar(1), {}, /x must have rows, but it is a scalar/);
    await refused(x, { y: classes }, /y must have as many rows as x, 4, not 50/);
    const indices = ndarray(Int32Array.from([0, 1, 3, 0]), [4]);
    await refused(x, { y: indices }, /y must hold classes from 0 to 2, .* but row 2 is 3/);
    await refused(x, { y: normals([4, 2], 9) }, /y has the shape \[4, 2\], but .* \[n, 3\]/);
    await refused(x, { loss: 'crossEntropi' }, /did you mean 'crossEntropy'/);
    await refused(x, { margin: 0.5 }, /margin must be a number above 0 and below 0.5, not 0.5/);
    await refused(x, { batchSize: 0 }, /batchSize must be a whole number at least 1/);
    await refused(x, { trainings: true }, /did you mean 'training'/);
    await expect(activationStatistics(tf.sequential(), x)).rejects.toThrow(/must be built/);
    expect(tf.memory().numTensors).toBe(held + 1);
  });
});
