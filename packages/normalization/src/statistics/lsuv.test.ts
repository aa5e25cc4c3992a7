import { createRng, ndarray, type NdArray } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { spectralNormalization, weightNormalization } from '../index.js';
import { lsuv } from './lsuv.js';
import { orthonormal } from './orthonormal.js';

beforeAll(() => tf.setBackend('cpu'));

function normals(shape: number[], seed: number): NdArray {
  const rng = createRng(seed);
  const size = shape.reduce((product, n) => product * n, 1);
  return ndarray(
    Float32Array.from({ length: size }, () => 3 * rng.normal() + 1),
    shape,
  );
}

it('draws matrices whose shorter side is orthonormal', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 1, max: 12 }),
      fc.nat(),
      (rows, columns, seed) => {
        const matrix = orthonormal(rows, columns, createRng(seed));
        const at = (k: number, i: number) =>
          columns <= rows ? matrix[i * columns + k]! : matrix[k * columns + i]!;
        const [count, length] = [Math.min(rows, columns), Math.max(rows, columns)];
        for (let k = 0; k < count; k++) {
          for (let other = 0; other <= k; other++) {
            let sum = 0;
            for (let i = 0; i < length; i++) sum += at(k, i) * at(other, i);
            expect(sum).toBeCloseTo(k === other ? 1 : 0, 5);
          }
        }
      },
    ),
  );
});

describe('lsuv', () => {
  const build = () =>
    tf.sequential({
      layers: [
        tf.layers.conv2d({ filters: 4, kernelSize: 2, activation: 'relu', inputShape: [6, 6, 2] }),
        tf.layers.depthwiseConv2d({ kernelSize: 2, activation: 'tanh' }),
        tf.layers.conv2dTranspose({ filters: 3, kernelSize: 2 }),
        tf.layers.flatten(),
        weightNormalization({
          layer: tf.layers.dense({ units: 20, activation: 'sigmoid' }),
          name: 'gained',
        }),
        tf.layers.dense({ units: 3, activation: 'softmax' }),
      ],
    });

  it('gives every layer variance 1 before its activation, alike for a seed, without a leak', async () => {
    const x = normals([30, 6, 6, 2], 1);
    const model = build();
    const held = tf.memory().numTensors;
    const reached = await lsuv(model, x, { tolerance: 0.001 });
    expect(tf.memory().numTensors).toBe(held);
    expect(reached.map(({ name }) => name)).toEqual(
      model.layers.filter((layer) => layer.weights.length > 0).map((layer) => layer.name),
    );
    for (const { std } of reached) expect(Math.abs(std ** 2 - 1)).toBeLessThan(0.001);

    // Computed apart: the first layer's outputs without its activation.
    const [kernel] = model.layers[0]!.getWeights();
    const variance = tf.tidy(() => {
      const z = tf.conv2d(tf.tensor4d(x.data, [30, 6, 6, 2]), kernel as tf.Tensor4D, 1, 'valid');
      return tf.moments(z).variance.dataSync()[0]!;
    });
    expect(variance).toBeCloseTo(1, 3);

    const weights = (one: tf.LayersModel) =>
      one.getWeights().map((weight) => Array.from(weight.dataSync()));
    const again = build();
    await lsuv(again, x, { tolerance: 0.001 });
    expect(weights(again)).toEqual(weights(model));
    const other = build();
    await lsuv(other, x, { tolerance: 0.001, seed: 1 });
    expect(weights(other)).not.toEqual(weights(model));
  });

  it('scales what is there with orthonormal: false, and leaves fixed scales and recurrent layers', async () => {
    const model = tf.sequential();
    model.add(tf.layers.simpleRNN({ units: 3, inputShape: [4, 2] }));
    model.add(spectralNormalization({ layer: tf.layers.dense({ units: 3 }) }));
    model.add(tf.layers.dense({ units: 4, name: 'scaled', useBias: false }));
    const weights = () =>
      model.layers.map((layer) =>
        layer.getWeights().map((weight) => Array.from(weight.dataSync())),
      );
    const before = weights();
    const reached = await lsuv(model, normals([20, 4, 2], 2), { orthonormal: false });
    expect(reached.map(({ name, iterations }) => [name, iterations])).toEqual([['scaled', 1]]);
    const after = weights();
    expect(after.slice(0, 2)).toEqual(before.slice(0, 2));
    const [[got], [was]] = [after[2]!, before[2]!];
    got!.forEach((value, i) => expect(value).toBeCloseTo((got![0]! / was![0]!) * was![i]!, 4));
  });

  it('stops where there is no variance, and says so', async () => {
    const model = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [2] })] });
    const [layer] = await lsuv(model, ndarray(new Float32Array(6), [3, 2]));
    expect(layer).toMatchObject({ std: 0, iterations: 0 });
  });

  it('names what is wrong', async () => {
    const model = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [2] })] });
    const x = normals([3, 2], 3);
    await expect(lsuv(model, normals([3, 3], 3))).rejects.toThrow(/the model takes \[2\]/);
    await expect(lsuv(model, normals([0, 2], 3))).rejects.toThrow(/at least one row/);
    await expect(lsuv(tf.sequential(), x)).rejects.toThrow(/must be built/);
    await expect(lsuv(model, x, { tolerance: 0 })).rejects.toThrow(/tolerance must be .* above 0/);
    await expect(lsuv(model, x, { maxIterations: 0 })).rejects.toThrow(/maxIterations must be/);
    await expect(lsuv(model, x, { orthonormal: 1 as never })).rejects.toThrow(/true or false/);
    await expect(lsuv(model, x, { seed: 0.5 })).rejects.toThrow(/seed must be a whole number/);
  });
});
