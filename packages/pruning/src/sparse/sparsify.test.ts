import { accelerateWasm, restoreWasm } from '@occam/backend';
import { createRng } from '@occam/core';
import { digits } from '@occam/datasets';
import { fit, predict } from '@occam/training';
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { saveAndLoad } from '../../test/savedFiles.js';
import { compareModels, networkCosts, register, sparsify } from '../index.js';
import { compressedObstacle, compressRows, expandRows } from './compressedRows.js';
import { fasterFrom } from './sparseTable.js';

type Activation = NonNullable<Parameters<typeof tf.layers.dense>[0]['activation']>;

beforeAll(async () => {
  await tf.setBackend('wasm');
  accelerateWasm();
});
afterAll(restoreWasm);

/** A network whose kernels have a share of zeros and every fourth unit none but zeros. */
function drawModel(
  sizes: readonly number[],
  sparsity: number,
  {
    activation = 'relu',
    useBias = true,
    seed = 1,
  }: Partial<{
    activation: Activation;
    useBias: boolean;
    seed: number;
  }> = {},
): tf.Sequential {
  const rng = createRng(seed);
  const model = tf.sequential();
  sizes.slice(1).forEach((units, i) => {
    const inputShape = i === 0 ? { inputShape: [sizes[0]!] } : {};
    model.add(tf.layers.dense({ units, activation, useBias, name: `layer${i}`, ...inputShape }));
  });
  tf.tidy(() => {
    for (const layer of model.layers) {
      const weights = layer.getWeights().map(({ shape }) => {
        const units = shape.at(-1)!;
        const empty = (i: number) =>
          shape.length === 2 && (rng.next() < sparsity || (i % units) % 4 === 3);
        const size = tf.util.sizeFromShape(shape);
        return tf.tensor(
          Float32Array.from({ length: size }, (_, i) => (empty(i) ? 0 : rng.normal() / 4)),
          shape,
        );
      });
      layer.setWeights(weights);
    }
  });
  return model;
}

function drawRows(rows: number, columns: number): tf.Tensor2D {
  const rng = createRng('rows');
  return tf.tensor2d(
    Float32Array.from({ length: rows * columns }, () => rng.normal()),
    [rows, columns],
  );
}

function outputs(model: tf.LayersModel, x: tf.Tensor): Float32Array {
  return tf.tidy(() => (model.predict(x, { batchSize: 64 }) as tf.Tensor).dataSync<'float32'>());
}

function expectClose(found: Float32Array, expected: Float32Array): void {
  expect(found.length).toBe(expected.length);
  const scale = Math.max(1, ...expected.map(Math.abs));
  const worst = found.reduce((most, y, i) => Math.max(most, Math.abs(y - expected[i]!)), 0);
  expect(worst / scale).toBeLessThan(3e-6);
}

describe('compressed rows', () => {
  it('hold any kernel: gaps of more than 255, units without weights, no weight at all', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1200 }),
        fc.integer({ min: 1, max: 5 }),
        fc.constantFrom(0, 0.5, 0.99, 0.999, 1),
        fc.nat(),
        (inputs, units, sparsity, seed) => {
          const rng = createRng(seed);
          const kernel = Float32Array.from({ length: inputs * units }, () =>
            rng.next() < sparsity ? 0 : rng.normal(),
          );
          const rows = compressRows(kernel, inputs, units);
          expect(compressedObstacle(rows, inputs)).toBeUndefined();
          expect(expandRows(rows, inputs)).toEqual(kernel);
        },
      ),
      { seed: 1, numRuns: 50 },
    );
  });

  it('are refused where the product would read what is not there', () => {
    const rows = compressRows([1, 0, 0, 2, 3, 0], 3, 2);
    expect(compressedObstacle(rows, 2)).toBe('unit 0 has a weight for input 2 of 2');
    expect(compressedObstacle({ ...rows, counts: Int32Array.of(2, 0) }, 3)).toBe(
      'the units store 2 weights of 3',
    );
    expect(compressedObstacle({ ...rows, counts: Int32Array.of(-1, 4) }, 3)).toBe(
      'unit 0 stores -1 weights, with 3 left',
    );
    expect(compressedObstacle({ ...rows, counts: Int32Array.of(2, 2) }, 3)).toBe(
      'unit 1 stores 2 weights, with 1 left',
    );
  });
});

describe('sparsify', () => {
  it.each(['accelerated', 'plain'])(
    'gives the outputs of the dense model, on the %s WASM backend',
    (kind) => {
      if (kind === 'plain') restoreWasm();
      try {
        fc.assert(
          fc.property(
            fc.constantFrom([1, 1], [5, 3, 2], [300, 7, 40, 3], [33, 64]),
            fc.constantFrom(0, 0.6, 0.95, 1),
            fc.constantFrom<Activation>('relu', 'linear', 'tanh', 'softmax', 'selu'),
            fc.boolean(),
            fc.constantFrom(1, 3, 32, 33),
            (sizes, sparsity, activation, useBias, rows) => {
              const before = tf.memory().numTensors;
              const model = drawModel(sizes, sparsity, { activation, useBias });
              const sparse = sparsify(model, { layers: 'all' });
              const x = drawRows(rows, sizes[0]!);
              expect(sparse.layers.map(({ name }) => name)).toEqual(
                model.layers.map(({ name }) => name),
              );
              expectClose(outputs(sparse, x), outputs(model, x));
              // Twice: what is cached is used again.
              expectClose(outputs(sparse, x), outputs(model, x));
              model.dispose();
              sparse.dispose();
              x.dispose();
              expect(tf.memory().numTensors).toBe(before);
            },
          ),
          { seed: 1, numRuns: 30 },
        );
      } finally {
        accelerateWasm();
      }
    },
  );

  it('runs in plans, over rows of several axes, and beside other layers', async () => {
    const input = tf.input({ shape: [6, 20] });
    const hidden = tf.layers.dense({ units: 16, activation: 'sigmoid', name: 'hidden' });
    const flat = tf.layers.flatten().apply(hidden.apply(input)) as tf.SymbolicTensor;
    const last = tf.layers.dense({ units: 3, activation: 'softmax', name: 'last' });
    const model = tf.model({ inputs: input, outputs: last.apply(flat) as tf.SymbolicTensor });
    const sparse = sparsify(model, { layers: ['hidden'] });
    expect(sparse.layers.map((layer) => layer.getClassName())).toEqual([
      'InputLayer',
      'OccamSparseDense',
      'Flatten',
      'Dense',
    ]);
    const x = drawRows(35, 120).reshape([35, 6, 20]);
    const want = outputs(model, x);
    expectClose(outputs(sparse, x), want);
    const rows = { data: x.dataSync<'float32'>(), shape: x.shape };
    const tensors = tf.memory().numTensors;
    const { data } = await predict(sparse, rows);
    expectClose(data as Float32Array, want);
    expect(tf.memory().numTensors).toBe(tensors);
    tf.dispose([x]);
    model.dispose();
    sparse.dispose();
  });

  it('comes back from files, which are small', async () => {
    register();
    const model = drawModel([784, 300, 100, 10], 0.87, { activation: 'relu6' });
    const { zeros } = shareOfZeros(model);
    expect(zeros).toBeGreaterThan(0.895);
    expect(zeros).toBeLessThan(0.905);
    const before = tf.memory().numTensors;
    const sparse = sparsify(model, { layers: 'all' });
    const dense = await saveAndLoad(model);
    const { loaded, bytes } = await saveAndLoad(sparse);
    expect(bytes / dense.bytes).toBeLessThan(0.2);
    const x = drawRows(5, 784);
    expect(outputs(loaded, x)).toEqual(outputs(sparse, x));
    expectClose(outputs(loaded, x), outputs(model, x));
    for (const one of [sparse, loaded, dense.loaded]) one.dispose();
    x.dispose();
    expect(tf.memory().numTensors).toBe(before);
    model.dispose();
  });

  it('unpacks new weights after they are set, on a backend without the kernel', async () => {
    await tf.setBackend('cpu');
    const model = drawModel([4, 3], 0.5);
    const sparse = sparsify(model, { layers: 'all' });
    const x = drawRows(2, 4);
    expectClose(outputs(sparse, x), outputs(model, x));
    const [bias, counts, values, skips] = sparse.layers[0]!.getWeights();
    sparse.layers[0]!.setWeights([bias!.mul(2), counts!, values!.mul(2), skips!]);
    model.setWeights(model.getWeights().map((weight) => weight.mul(2)));
    expectClose(outputs(sparse, x), outputs(model, x));
    await tf.setBackend('wasm');
    expectClose(outputs(sparse, x), outputs(model, x));
    sparse.dispose();
    model.dispose();
  });

  it('takes the layers that the table says', () => {
    expect(fasterFrom(1024, 1024)).toBe(0.7);
    expect(fasterFrom(256, 256)).toBe(0.85);
    expect(fasterFrom(256, 256, 32)).toBe(0.6);
    expect(fasterFrom(1024, 10, 1)).toBe(0.6);
    expect(fasterFrom(16, 16, 32)).toBeGreaterThan(1);
    expect(fasterFrom(64, 64)).toBeGreaterThan(1);
    expect(fasterFrom(64, 64, 2)).toBe(0.6);
    const model = drawModel([160, 64, 64, 160], 0.88);
    const classes = (one: tf.LayersModel) => one.layers.map((layer) => layer.getClassName());
    const sparse = sparsify(model);
    expect(classes(sparse)).toEqual(['OccamSparseDense', 'Dense', 'OccamSparseDense']);
    const none = drawModel([160, 64], 0.5);
    expect(() => sparsify(none)).toThrow(
      /^sparsify: no layer would be faster: 'layer0' has 6\d % zeros of the 85 % it needs\. Prune more, or use layers: 'all'/,
    );
    expect(classes(sparsify(none, { batchSize: 32 }))).toEqual(['OccamSparseDense']);
    for (const one of [model, sparse, none]) one.dispose();
  });

  it('counts costs by what is left', async () => {
    const model = drawModel([784, 40, 10], 0.9, { activation: 'softmax' });
    const sparse = sparsify(model, { layers: 'all' });
    const dense = networkCosts(model);
    expect(networkCosts(sparse)).toEqual({
      parameters: dense.nonzeroMultiplications + 50,
      nonzero: dense.nonzero,
      multiplications: dense.nonzeroMultiplications,
      nonzeroMultiplications: dense.nonzeroMultiplications,
    });
    const { before, after } = await compareModels(model, sparse, digits(60), {
      batchSizes: [1],
      repetitions: 1,
    });
    expect(after.accuracy).toBe(before.accuracy);
    expect(after.bytes).toBeLessThan(before.bytes / 5);
    expect(after.peakMemory).toBeLessThan(before.peakMemory / 4);
    model.dispose();
    sparse.dispose();
  });

  it('is not trained', async () => {
    const model = drawModel([4, 3], 0.5);
    const sparse = sparsify(model, { layers: 'all' });
    const message = "the layer 'layer0' is for inference only";
    expect(() => sparse.apply(tf.ones([1, 4]), { training: true })).toThrow(message);
    sparse.compile({ loss: 'meanSquaredError', optimizer: 'sgd' });
    await expect(sparse.fit(tf.ones([2, 4]), tf.ones([2, 3]), { verbose: 0 })).rejects.toThrow(
      message,
    );
    const ones = (shape: number[]) => ({ data: new Float32Array(shape[0]! * shape[1]!), shape });
    const data = { x: ones([2, 4]), y: ones([2, 3]), task: 'regression' as const };
    for (const engine of ['tfjs', 'fused'] as const) {
      await expect(fit(sparse, data, { engine })).rejects.toThrow(message);
    }
    model.dispose();
    sparse.dispose();
  });

  it('says what is wrong', () => {
    const model = drawModel([4, 3], 0.5);
    expect(() => sparsify({} as tf.LayersModel)).toThrow('sparsify takes a tf.LayersModel');
    expect(() => sparsify(tf.sequential())).toThrow('the model has no input yet');
    expect(() => sparsify(model, { layers: ['layer1'] })).toThrow(
      "sparsify: the model has no Dense layer 'layer1' (did you mean 'layer0'?); its Dense layers: 'layer0'",
    );
    expect(() => sparsify(model, { layers: 'none' as 'all' })).toThrow(
      "layers must be 'faster', 'all' or",
    );
    expect(() => sparsify(model, { batchSize: 0 })).toThrow('batchSize must be');
    expect(() => sparsify(model, { rows: 1 } as object)).toThrow('rows');
    model.layers[0]!.setWeights([tf.fill([4, 3], NaN), tf.zeros([3])]);
    expect(() => sparsify(model, { layers: 'all' })).toThrow(
      "the kernel of the layer 'layer0' holds NaN at 0",
    );
    const convolution = tf.sequential({
      layers: [tf.layers.conv1d({ filters: 1, kernelSize: 1, inputShape: [2, 1] })],
    });
    expect(() => sparsify(convolution)).toThrow('has no Dense layer');
    const sparse = sparsify(drawModel([4, 3], 0.5), { layers: 'all' });
    const [bias, counts, ...others] = sparse.layers[0]!.getWeights();
    sparse.layers[0]!.setWeights([bias!, tf.fill(counts!.shape, 99, 'int32'), ...others]);
    expect(() => outputs(sparse, tf.ones([1, 4]))).toThrow(
      "the weights of the layer 'layer0' are no compressed kernel",
    );
  });
});

function shareOfZeros(model: tf.LayersModel): { zeros: number } {
  const { multiplications, nonzeroMultiplications } = networkCosts(model);
  return { zeros: 1 - nonzeroMultiplications / multiplications };
}
