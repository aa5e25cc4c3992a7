import { useBackend } from '@occam/backend';
import { createRng } from '@occam/core';
import { ema, fit, sam, swa, type FitOptions } from '@occam/training';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  batchNormalization,
  batchRenormalization,
  groupNormalization,
  instanceNormalization,
  layerNormalization,
  register,
  rmsNormalization,
  unitNormalization,
} from '../index.js';

beforeAll(async () => {
  await useBackend('wasm');
  register();
});

const rng = createRng('layers of normalization');
const normals = (size: number) => Float32Array.from({ length: size }, () => rng.normal());
const rows = (n: number) => ({
  x: { data: normals(n * 6).map((value, i) => 2 * value + (i % 6)), shape: [n, 6] },
  y: { data: normals(n), shape: [n] },
  task: 'regression' as const,
});
const data = rows(22);
const validation = rows(9);
const kernel = (name: string) => tf.initializers.glorotUniform({ seed: name.length });

/** Trains dense, the layer, dense, and returns every weight and the logged losses. */
async function trained(layer: tf.layers.Layer, options: FitOptions) {
  const model = tf.sequential({
    layers: [
      tf.layers.dense({ units: 8, kernelInitializer: kernel('one'), inputShape: [6] }),
      tf.layers.reshape({ targetShape: [2, 4] }),
      layer,
      tf.layers.flatten(),
      tf.layers.dense({ units: 1, kernelInitializer: kernel('another') }),
    ],
  });
  const { history, engine } = await fit(model, data, {
    epochs: 3,
    batchSize: 8,
    optimizer: { name: 'sgd', learningRate: 0.02 },
    validation,
    ...options,
  });
  expect(engine).toBe(options.engine);
  const weights = model.getWeights().flatMap((weight) => [...weight.dataSync()]);
  model.dispose();
  return [...weights, ...history['loss']!, ...history['val_loss']!];
}

function expectClose(got: ArrayLike<number>, want: readonly number[], relative = 1e-4): void {
  expect(got.length).toBe(want.length);
  want.forEach((value, i) =>
    expect(Math.abs(got[i]! - value), `${got[i]} for ${value}`).toBeLessThanOrEqual(
      2e-5 + relative * Math.abs(value),
    ),
  );
}

/** Its running variance is about that of its inputs, so that training does not diverge. */
const frozen = () =>
  batchNormalization({
    trainable: false,
    movingVarianceInitializer: tf.initializers.constant({ value: 30 }),
  });

const plain = { name: 'sgd', learningRate: 0.02 } as const;
const OPTIMIZERS = {
  'plain steps': plain,
  SAM: sam(plain, { rho: 0.05 }),
  EMA: ema(plain, { decay: 0.8 }),
  SWA: swa(plain, { start: 0.3 }),
};

describe.each(Object.entries(OPTIMIZERS))('with %s', (_, optimizer) => {
  it.each([
    ['batchNormalization', () => batchNormalization({ momentum: 0.9, scale: false })],
    ['batchRenormalization', () => batchRenormalization({ momentum: 0.9 })],
    ['batchRenormalization, bounded', () => batchRenormalization({ rMax: 1.1, dMax: 0.2 })],
    ['a frozen batchNormalization', () => frozen()],
    ['layerNormalization', () => layerNormalization({ axis: [1, 2] })],
    ['rmsNormalization', () => rmsNormalization()],
    ['groupNormalization', () => groupNormalization({ groups: 2 })],
    ['instanceNormalization', () => instanceNormalization()],
    ['unitNormalization', () => unitNormalization()],
  ])('both engines train and validate %s alike', async (__, create) => {
    const before = tf.memory().numTensors;
    const want = await trained(create(), { engine: 'tfjs', optimizer });
    expectClose(await trained(create(), { engine: 'fused', optimizer }), want);
    expect(tf.memory().numTensors).toBe(before);
  });

  // The running statistics are among the weights: EMA and SWA compute them anew, SAM moves them once a step.
  it.each([
    [batchNormalization({ momentum: 0.9 }), tf.layers.batchNormalization({ momentum: 0.9 })],
    [layerNormalization(), tf.layers.layerNormalization()],
  ])("trains as tfjs' own: %o", async (ours, theirs) => {
    const want = await trained(theirs, { engine: 'tfjs', optimizer });
    expectClose(await trained(ours, { engine: 'fused', optimizer }), want);
  });
});

/** What a layer does to rows, and the gradient of Σ factors·y by them. */
function pass(layer: tf.layers.Layer, x: tf.Tensor, factors: tf.Tensor, training: boolean) {
  return tf.tidy(() => {
    const f = (rows: tf.Tensor) => layer.apply(rows, { training }) as tf.Tensor;
    const dx = tf.grad((rows: tf.Tensor) => tf.sum(tf.mul(f(rows), factors)))(x);
    return { y: [...f(x).dataSync()], dx: [...dx.dataSync()] };
  });
}

it('batchRenormalization is (x − μ) / σ of the running statistics within its bounds, with r and d constants', () => {
  const layer = batchRenormalization({ momentum: 1, epsilon: 0.01 });
  const [x, factors] = [tf.tensor2d(normals(20), [5, 4]), tf.tensor2d(normals(20), [5, 4])];
  layer.apply(x);
  layer.setWeights([
    tf.tensor1d([1, 2, -1, 0.5]),
    tf.tensor1d([0.1, 0, 0.2, 1]),
    tf.tensor1d([0.2, -0.1, 0, 0.3]),
    tf.tensor1d([0.8, 1.2, 1, 0.6]),
  ]);
  const inference = pass(layer, x, factors, false);
  expectClose(pass(layer, x, factors, true).y, inference.y);

  // dx = γ·r/σ_B · (dy − mean(dy) − x̂·mean(dy·x̂)), in float64.
  const column = (values: ArrayLike<number>, j: number) =>
    [0, 1, 2, 3, 4].map((row) => values[4 * row + j]!);
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / 5;
  const gradient = (rMax: number) => {
    const dx = Array.from({ length: 20 }, () => 0);
    [1, 2, -1, 0.5].forEach((gamma, j) => {
      const [values, dy] = [column(x.dataSync(), j), column(factors.dataSync(), j)];
      const centre = mean(values);
      const deviation = Math.sqrt(mean(values.map((value) => (value - centre) ** 2)) + 0.01);
      const normalized = values.map((value) => (value - centre) / deviation);
      const ratio = deviation / Math.sqrt([0.8, 1.2, 1, 0.6][j]! + 0.01);
      const r = Math.min(Math.max(ratio, 1 / rMax), rMax);
      const along = mean(dy.map((value, row) => value * normalized[row]!));
      dy.forEach((value, row) => {
        dx[4 * row + j] = ((gamma * r) / deviation) * (value - mean(dy) - normalized[row]! * along);
      });
    });
    return dx;
  };
  expectClose(pass(layer, x, factors, true).dx, gradient(3));
  layer.rMax = 1.05;
  expectClose(pass(layer, x, factors, true).dx, gradient(1.05));
  layer.rMax = 1;
  layer.dMax = 0;
  const batch = batchNormalization({ epsilon: 0.01 });
  batch.apply(x);
  batch.setWeights(layer.getWeights());
  expectClose(pass(layer, x, factors, true).y, pass(batch, x, factors, true).y);
  tf.dispose([x, factors]);
});

it("trains without scale and offset under tfjs' own fit, where tfjs' layer throws (#2868)", async () => {
  const model = tf.sequential({
    layers: [
      tf.layers.dense({ units: 3, inputShape: [6] }),
      batchNormalization({ scale: false, center: false }),
      tf.layers.dense({ units: 1 }),
    ],
  });
  model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
  const [x, y] = [tf.tensor2d(data.x.data, [22, 6]), tf.tensor2d(data.y.data, [22, 1])];
  const { history } = await model.fit(x, y, { epochs: 8, verbose: 0 });
  const losses = history['loss'] as number[];
  expect(losses.at(-1)!).toBeLessThan(losses[0]!);
  const [mean] = model.layers[1]!.getWeights();
  expect(mean!.dataSync().some((value) => value !== 0)).toBe(true);
  tf.dispose([x, y]);
  model.dispose();
});

it('a frozen batchNormalization leaves its running statistics alone, and is thawed again', () => {
  const layer = batchNormalization({ momentum: 0.5 });
  const x = tf.tensor2d([1, 3], [2, 1]);
  layer.apply(x, { training: true });
  const statistics = () =>
    layer
      .getWeights()
      .slice(-2)
      .map((value) => value.dataSync()[0]!);
  expectClose(statistics(), [1, 1]); // (0 + 2) / 2, (1 + 1) / 2
  layer.trainable = false;
  const y = layer.apply(x, { training: true }) as tf.Tensor;
  expectClose(y.dataSync(), [0, 2 / Math.sqrt(1.001)]);
  expectClose(statistics(), [1, 1]);
  layer.trainable = true;
  layer.apply(x, { training: true });
  expectClose(statistics(), [1.5, 1]);
});

it('unitNormalization leaves a row of zeros, whose gradient is finite', () => {
  const x = tf.tensor2d([0, 0, 3, 4], [2, 2]);
  const { y, dx } = pass(unitNormalization(), x, tf.ones([2, 2]), true);
  expectClose(y, [0, 0, 0.6, 0.8]);
  expectClose(dx, [1e12, 1e12, (1 - 0.6 * 1.4) / 5, (1 - 0.8 * 1.4) / 5]);
});

it('one row, whose variance is 0, is normalized to β', () => {
  const layer = batchNormalization({ betaInitializer: 'ones' });
  const y = layer.apply(tf.tensor2d([5, -7], [1, 2]), { training: true }) as tf.Tensor;
  expect([...y.dataSync()]).toEqual([1, 1]);
});

describe('refuses inputs', () => {
  const on = (layer: tf.layers.Layer, shape: (number | null)[]) => () =>
    void layer.apply(tf.input({ shape }));

  it.each([
    [
      on(batchNormalization({ axis: 3, name: 'a' }), [4]),
      "the layer 'a' cannot normalize axis 3 of inputs of shape [null, 4]: axis must be from 1 to 1, or from -1 to -1",
    ],
    [
      on(layerNormalization({ axis: [1, -3], name: 'b' }), [4, 2]),
      "the layer 'b' cannot normalize axis -3 of inputs of shape [null, 4, 2]: axis must be from 1 to 2, or from -1 to -2",
    ],
    [
      on(layerNormalization({ axis: [2, -1], name: 'c' }), [4, 2]),
      "the axes 2, -1 of the layer 'c' repeat one",
    ],
    [
      on(rmsNormalization({ name: 'd' }), [4, null]),
      "the layer 'd' cannot normalize axis -1 of inputs of shape [null, 4, null]: its size must be given",
    ],
    [
      on(groupNormalization({ groups: 4, name: 'e' }), [5, 6]),
      "groups must divide the 6 channels of the layer 'e', which 4 does not: take 1, 2, 3, 6",
    ],
    [
      on(groupNormalization({ name: 'f' }), [5, 16]),
      "groups must divide the 16 channels of the layer 'f', which 32 does not: take 1, 2, 4, 8, 16",
    ],
    [
      on(instanceNormalization({ name: 'g' }), [6]),
      "the layer 'g' would normalize single numbers, which are then 0, of inputs of shape [null, 6]: it needs other axes than the rows and channels, or fewer groups than channels",
    ],
    [
      on(unitNormalization({ axis: 2, name: 'h' }), [6]),
      "the layer 'h' cannot normalize axis 2 of inputs of shape [null, 6]: axis must be from 1 to 1, or from -1 to -1",
    ],
  ])('%#', (call, message) => {
    expect(call).toThrow(new RangeError(message));
  });
});

it('normalizes series whose length is not known', () => {
  const layer = groupNormalization({ groups: 2 });
  const input = tf.input({ shape: [null, 4] });
  const network = tf.model({
    inputs: input,
    outputs: layer.apply(input) as tf.SymbolicTensor,
  });
  const y = network.predict(tf.tensor3d(normals(24), [2, 3, 4])) as tf.Tensor;
  expect(y.shape).toEqual([2, 3, 4]);
  const [mean] = tf.moments(y.slice([0, 0, 0], [1, 3, 2])).mean.dataSync();
  expect(Math.abs(mean!)).toBeLessThan(1e-6);
  network.dispose();
});
