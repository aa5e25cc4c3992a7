import { createDataset, digits } from '@occam/datasets';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { compareModels, maskUnits, measureLatency, networkCosts, shrink } from '../index.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

describe('networkCosts', () => {
  it('counts parameters and multiplications, all and those other than 0', () => {
    const model = tf.sequential({
      layers: [
        tf.layers.conv2d({
          filters: 2,
          kernelSize: 3,
          inputShape: [5, 5, 1],
          kernelInitializer: 'ones',
        }),
        tf.layers.depthwiseConv2d({ kernelSize: 2, useBias: false }),
        tf.layers.flatten(),
        tf.layers.dense({ units: 3, kernelInitializer: 'ones', biasInitializer: 'ones' }),
      ],
    });
    const depthwise = model.layers[1]!;
    depthwise.setWeights([tf.tensor4d([1, 0, 2, 0, 3, 0, 4, 0], [2, 2, 2, 1])]);
    expect(networkCosts(model)).toEqual({
      parameters: 18 + 2 + 8 + 24 + 3,
      nonzero: 18 + 4 + 24 + 3,
      multiplications: 9 * 18 + 4 * 8 + 24,
      nonzeroMultiplications: 9 * 18 + 4 * 4 + 24,
    });
    model.dispose();
  });

  it('counts a model inside the model, wherever it stands', () => {
    const inside = (inputs: number) =>
      tf.sequential({ layers: [tf.layers.dense({ units: 4, inputShape: [inputs] })] });
    const first = tf.sequential({ layers: [inside(3), tf.layers.dense({ units: 2 })] });
    const middle = tf.sequential({
      layers: [
        tf.layers.dense({ units: 5, inputShape: [3] }),
        inside(5),
        tf.layers.dense({ units: 2 }),
      ],
    });
    expect(networkCosts(first).multiplications).toBe(12 + 8);
    expect(networkCosts(middle).multiplications).toBe(15 + 20 + 8);
    first.dispose();
    middle.dispose();
  });
});

describe('measureLatency', () => {
  it('gives as many times as asked for, the median within the quartiles, and leaves no tensor', async () => {
    const model = tf.sequential({ layers: [tf.layers.dense({ units: 3, inputShape: [2] })] });
    const before = tf.memory().numTensors;
    const { median, quartiles, times } = await measureLatency(model, {
      batchSize: 4,
      repetitions: 7,
    });
    expect(times).toHaveLength(7);
    expect(quartiles[0]).toBeLessThanOrEqual(median);
    expect(median).toBeLessThanOrEqual(quartiles[1]);
    expect(times.every((time) => time > 0)).toBe(true);
    expect(tf.memory().numTensors).toBe(before);
    await expect(measureLatency(model, { batchSize: 0 })).rejects.toThrow('batchSize must be');
    model.dispose();
  });
});

describe('compareModels', () => {
  it('measures both networks', async () => {
    const model = tf.sequential({
      layers: [
        tf.layers.dense({ units: 8, activation: 'relu', inputShape: [784], name: 'hidden' }),
        tf.layers.dense({ units: 10, activation: 'softmax' }),
      ],
    });
    maskUnits(model, 'hidden', [0, 1, 2, 3, 4, 5]);
    const smaller = shrink(model, { inputs: 'keep' });
    const tensors = tf.memory().numTensors;
    const data = digits(100);
    const { before, after } = await compareModels(model, smaller, data, {
      batchSizes: [1, 16],
      repetitions: 3,
    });
    expect(tf.memory().numTensors).toBe(tensors);
    expect(before.parameters).toBe(784 * 8 + 8 + 80 + 10);
    expect(after.parameters).toBe(784 * 2 + 2 + 20 + 10);
    expect(after.multiplications).toBe(784 * 2 + 20);
    // The same outputs: the same accuracy.
    expect(after.accuracy).toBe(before.accuracy);
    const [low, high] = after.interval!;
    expect(low).toBeLessThanOrEqual(after.accuracy!);
    expect(high).toBeGreaterThanOrEqual(after.accuracy!);
    expect(before.bytes).toBeGreaterThan(4 * before.parameters);
    expect(before.bytes).toBeLessThan(4 * before.parameters + 4000);
    expect(after.bytes).toBeLessThan(before.bytes / 3);
    // Units of zeros compress well.
    expect(before.gzipped).toBeLessThan(before.bytes / 2);
    expect(after.peakMemory).toBeLessThan(before.peakMemory);
    expect(Object.keys(after.latency)).toEqual(['1', '16']);
    expect(after.latency[16]!.times).toHaveLength(3);
    const soft = createDataset({
      x: data.x,
      y: { data: oneHot(data.y.data), shape: [100, 10] },
      task: 'classification',
    });
    const once = { batchSizes: [1], repetitions: 1 };
    const softly = await compareModels(model, smaller, soft, once);
    expect(softly.before.accuracy).toBe(before.accuracy);
    await expect(compareModels(model, smaller, {} as never)).rejects.toThrow(
      'data must be a Dataset',
    );
    await expect(compareModels(model, 3 as never, data)).rejects.toThrow('takes a tf.LayersModel');
    const number = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [784] })] });
    await expect(compareModels(number, smaller, data, once)).rejects.toThrow(
      'gives one number a row, which names no class',
    );
    number.dispose();
    await expect(compareModels(model, smaller, data, { batchSizes: [0] })).rejects.toThrow(
      'batchSizes[0] must be a whole number at least 1, not 0',
    );
    model.dispose();
    smaller.dispose();
  });
});

function oneHot(classes: ArrayLike<number>): Float32Array {
  const rows = new Float32Array(classes.length * 10);
  for (let row = 0; row < classes.length; row++) rows[row * 10 + classes[row]!] = 1;
  return rows;
}
