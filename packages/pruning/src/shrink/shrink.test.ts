import { createRng, type Rng } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { maskUnits, removeInputs, removeUnits, selectedInputs, shrink } from '../index.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

/** Gives every weight other numbers, so that biases and statistics count. */
function randomize(model: tf.LayersModel, rng: Rng): void {
  tf.tidy(() => {
    model.setWeights(
      model.weights.map(({ shape, name }) => {
        const size = shape.reduce<number>((product, n) => product * n!, 1);
        const values = Float32Array.from({ length: size }, () => 0.7 * rng.normal());
        const variance = name.includes('variance');
        return tf.tensor(variance ? values.map((v) => 0.5 + v * v) : values, shape as number[]);
      }),
    );
  });
}

/** Sets some of a layer's units to constants, and some rows to 0. */
function prune(layer: tf.layers.Layer, rng: Rng): void {
  const weights = layer.getWeights();
  const [kernel] = weights;
  const units = kernel!.shape.at(-1)!;
  const inputs = kernel!.shape.at(-2)!;
  const deadUnits = Array.from({ length: units }, () => rng.next() < 0.4);
  const deadInputs = Array.from({ length: inputs }, () => rng.next() < 0.3);
  tf.tidy(() => {
    const values = kernel!
      .dataSync()
      .map((w, i) => (deadUnits[i % units] || deadInputs[Math.floor(i / units) % inputs] ? 0 : w));
    layer.setWeights([tf.tensor(values, kernel!.shape), ...weights.slice(1)]);
  });
}

const ACTIVATIONS = ['linear', 'relu', 'tanh', 'sigmoid'] as const;

/** Draws a network of dense layers on flat rows, with sums and concatenations. */
function drawDense(rng: Rng): tf.LayersModel {
  const input = tf.input({ shape: [5] });
  let x = input;
  const depth = 1 + rng.int(3);
  for (let l = 0; l < depth; l++) {
    const units = 2 + rng.int(5);
    const useBias = rng.next() < 0.7;
    const activation = ACTIVATIONS[rng.int(4)]!;
    x = tf.layers.dense({ units, useBias, activation }).apply(x) as tf.SymbolicTensor;
    const kind = rng.int(5);
    if (kind === 0) x = tf.layers.batchNormalization().apply(x) as tf.SymbolicTensor;
    if (kind === 1) x = tf.layers.dropout({ rate: 0.3 }).apply(x) as tf.SymbolicTensor;
    if (kind === 2 || kind === 3) {
      const branch = tf.layers.dense({ units, activation }).apply(x) as tf.SymbolicTensor;
      const join = kind === 2 ? tf.layers.add() : tf.layers.concatenate();
      x = join.apply([x, branch]) as tf.SymbolicTensor;
    }
  }
  const outputs = tf.layers.dense({ units: 3, activation: 'softmax' }).apply(x);
  return tf.model({ inputs: input, outputs: outputs as tf.SymbolicTensor });
}

/** Draws a small convolutional network with a residual block. */
function drawConvolutional(rng: Rng): tf.LayersModel {
  const input = tf.input({ shape: [6, 6, 2] });
  const padding = rng.next() < 0.5 ? 'same' : 'valid';
  const filters = 2 + rng.int(4);
  const conv = (kernelSize: number, pad: 'same' | 'valid') =>
    tf.layers.conv2d({
      filters,
      kernelSize,
      padding: pad,
      activation: ACTIVATIONS[rng.int(4)]!,
      useBias: rng.next() < 0.7,
    });
  let x = conv(3, padding).apply(input) as tf.SymbolicTensor;
  if (rng.next() < 0.5) x = tf.layers.batchNormalization().apply(x) as tf.SymbolicTensor;
  if (rng.next() < 0.5) {
    const branch = conv(3, 'same').apply(x) as tf.SymbolicTensor;
    x = tf.layers.add().apply([x, branch]) as tf.SymbolicTensor;
  }
  if (rng.next() < 0.3) {
    x = tf.layers.depthwiseConv2d({ kernelSize: 2 }).apply(x) as tf.SymbolicTensor;
  }
  if (rng.next() < 0.5) x = tf.layers.maxPooling2d({ poolSize: 2 }).apply(x) as tf.SymbolicTensor;
  if (rng.next() < 0.5) x = conv(2, 'valid').apply(x) as tf.SymbolicTensor;
  const flat = rng.next() < 0.5 ? tf.layers.flatten() : tf.layers.globalAveragePooling2d({});
  x = flat.apply(x) as tf.SymbolicTensor;
  x = tf.layers.dense({ units: 4, activation: 'relu' }).apply(x) as tf.SymbolicTensor;
  const outputs = tf.layers.dense({ units: 2 }).apply(x) as tf.SymbolicTensor;
  return tf.model({ inputs: input, outputs });
}

function expectSameOutputs(model: tf.LayersModel, smaller: tf.LayersModel, rng: Rng): void {
  tf.tidy(() => {
    const shape = [4, ...(model.inputs[0]!.shape.slice(1) as number[])];
    const size = shape.reduce((product, n) => product * n, 1);
    const x = tf.tensor(
      Float32Array.from({ length: size }, () => rng.normal()),
      shape,
    );
    const { indices } = selectedInputs(smaller);
    const columns = tf.tensor1d(Int32Array.from(indices), 'int32');
    const given = tf.gather(x, columns, x.rank - 1);
    const want = (model.predict(x) as tf.Tensor).dataSync<'float32'>();
    const got = (smaller.predict(given) as tf.Tensor).dataSync<'float32'>();
    const scale = want.reduce((max, v) => Math.max(max, Math.abs(v)), 1);
    want.forEach((value, i) => expect(Math.abs(got[i]! - value) / scale).toBeLessThan(1e-5));
  });
}

describe('shrink', () => {
  it.each([
    ['dense networks', drawDense],
    ['convolutional networks', drawConvolutional],
  ])('leaves the outputs of %s as they are', (_, draw) => {
    let removed = 0;
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), (seed) => {
        const rng = createRng(seed);
        const model = draw(rng);
        randomize(model, rng);
        const kernels = model.layers.filter(
          (layer) => 'kernel' in layer && layer.getClassName() !== 'DepthwiseConv2D',
        );
        for (const layer of kernels.slice(0, -1)) prune(layer, rng);
        const tensors = tf.memory().numTensors;
        const smaller = shrink(model);
        expect(tf.memory().numTensors - tensors).toBe(smaller.weights.length);
        removed += model.countParams() - smaller.countParams();
        expectSameOutputs(model, smaller, rng);
        // What is small already stays.
        const again = shrink(smaller);
        expect(again.countParams()).toBe(smaller.countParams());
        for (const one of [model, smaller, again]) one.dispose();
      }),
      { numRuns: 40, seed: 1 },
    );
    expect(removed).toBeGreaterThan(100);
  });

  it('takes constant units out and puts their constants into the biases behind', () => {
    const model = tf.sequential({
      layers: [
        tf.layers.dense({ units: 2, activation: 'sigmoid', inputShape: [2] }),
        tf.layers.dense({ units: 1, useBias: false, name: 'top' }),
      ],
    });
    model.setWeights([
      tf.tensor2d([
        [1, 0],
        [2, 0],
      ]),
      tf.tensor1d([0, 0]),
      tf.tensor2d([[3], [4]]),
    ]);
    const smaller = shrink(model);
    expect(smaller).toBeInstanceOf(tf.Sequential);
    // σ(0) · 4 = 2.
    expect(smaller.getWeights().map((w) => [...w.dataSync()])).toEqual([[1, 2], [0], [3], [2]]);
    expect(model.getWeights()[0]!.shape).toEqual([2, 2]);
  });

  it('leaves a model inside the model as it is, wherever it stands', () => {
    const dense = (name: string, inputs?: number) =>
      tf.layers.dense({
        units: 4,
        activation: 'tanh',
        name,
        ...(inputs && { inputShape: [inputs] }),
      });
    const inside = () => tf.sequential({ layers: [dense('inner', 4)] });
    const first = tf.sequential({ layers: [inside(), dense('a'), dense('b')] });
    const middle = tf.sequential({ layers: [dense('a', 4), inside(), dense('c'), dense('b')] });
    const x = tf.randomNormal([5, 4], 0, 1, 'float32', 1);
    for (const [model, layerName] of [
      [first, 'a'],
      [middle, 'c'],
    ] as const) {
      maskUnits(model, layerName, [1, 2]);
      const smaller = shrink(model);
      expect(smaller.countParams()).toBe(model.countParams() - 2 * 5 - 2 * 4);
      tf.tidy(() => {
        const [before, after] = [model, smaller].map((one) => one.predict(x) as tf.Tensor);
        expect(tf.max(tf.abs(tf.sub(before!, after!))).dataSync()[0]).toBeLessThan(1e-6);
      });
      smaller.dispose();
    }
    expect(() => removeUnits(middle, new Map([['a', [0]]]))).toThrow(
      'which cannot be made smaller',
    );
    tf.dispose([x, first, middle] as never);
  });

  it('leaves what is around a layer that is called twice as it is', () => {
    const shared = tf.layers.dense({ units: 3, activation: 'tanh', name: 'shared' });
    const input = tf.input({ shape: [3] });
    const once = shared.apply(input) as tf.SymbolicTensor;
    const twice = shared.apply(once) as tf.SymbolicTensor;
    const hidden = tf.layers.dense({ units: 4, activation: 'tanh', name: 'hidden' });
    const last = tf.layers.dense({ units: 2 });
    const model = tf.model({
      inputs: input,
      outputs: last.apply(hidden.apply(twice) as tf.SymbolicTensor) as tf.SymbolicTensor,
    });
    maskUnits(model, 'hidden', [0]);
    const smaller = shrink(model);
    expect(smaller.countParams()).toBe(12 + 3 * 3 + 3 + 3 * 2 + 2);
    const x = tf.randomNormal([5, 3], 0, 1, 'float32', 1);
    tf.tidy(() => {
      const [before, after] = [model, smaller].map((one) => one.predict(x) as tf.Tensor);
      expect(tf.max(tf.abs(tf.sub(before!, after!))).dataSync()[0]).toBeLessThan(1e-6);
    });
    smaller.dispose();
    model.dispose();
    x.dispose();
  });

  it('keeps inputs if asked to, and says which it has', () => {
    const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [3] })] });
    model.setWeights([tf.tensor2d([[2], [0], [-1]]), tf.zeros([1])]);
    expect(shrink(model, { inputs: 'keep' }).inputs[0]!.shape).toEqual([null, 3]);
    const smaller = shrink(model);
    expect(smaller.inputs[0]!.shape).toEqual([null, 2]);
    const names = ['age', 'height', 'weight'];
    expect(selectedInputs(smaller, names)).toEqual({
      indices: Uint32Array.of(0, 2),
      names: ['age', 'weight'],
    });
    expect(selectedInputs(model, names)).toEqual(selectedInputs(smaller, names));
    expect(() => selectedInputs(model, ['age'])).toThrow('names 1 features, but there are 3');
    expect(() => shrink(model, { inputs: 'drop' as never })).toThrow(/inputs must be one of/);
  });

  it('saves and loads', async () => {
    const model = drawDense(createRng(3));
    maskUnits(model, model.layers[1]!.name, [0]);
    const smaller = shrink(model, { inputs: 'keep' });
    let saved: tf.io.ModelArtifacts | undefined;
    await smaller.save(
      tf.io.withSaveHandler((artifacts) => {
        saved = artifacts;
        return Promise.resolve({ modelArtifactsInfo: {} as tf.io.ModelArtifactsInfo });
      }),
    );
    const loaded = await tf.loadLayersModel(tf.io.fromMemory(saved!));
    expect(loaded.countParams()).toBe(smaller.countParams());
  });
});

describe('removeUnits', () => {
  it('is the masked network without the units', () => {
    const rng = createRng(4);
    const model = tf.sequential({
      layers: [
        tf.layers.conv2d({ filters: 4, kernelSize: 3, inputShape: [6, 6, 1], name: 'filters' }),
        tf.layers.batchNormalization({ name: 'norm' }),
        tf.layers.reLU(),
        tf.layers.maxPooling2d({ poolSize: 2 }),
        tf.layers.flatten(),
        tf.layers.dense({ units: 5, activation: 'relu', name: 'hidden' }),
        tf.layers.dense({ units: 2, name: 'top' }),
      ],
    });
    randomize(model, rng);
    const units = new Map<string, ArrayLike<number>>([
      ['filters', [1, 3]],
      ['hidden', Uint32Array.of(0)],
    ]);
    const smaller = removeUnits(model, units);
    expect(smaller.layers.flatMap((layer) => layer.getWeights().map((w) => w.shape))).toEqual([
      [3, 3, 1, 2],
      [2],
      [2],
      [2],
      [2],
      [2],
      [8, 4],
      [4],
      [4, 2],
      [2],
    ]);
    for (const [name, gone] of units) maskUnits(model, name, gone);
    expectSameOutputs(model, smaller, rng);
  });

  it('refuses outputs, all units, what does not fit, and layers it cannot follow', () => {
    const input = tf.input({ shape: [3] });
    const hidden = tf.layers.dense({ units: 4, name: 'hidden' });
    const branch = tf.layers.dense({ units: 4, name: 'branch' });
    const x = hidden.apply(input) as tf.SymbolicTensor;
    const sum = tf.layers.add({ name: 'sum' }).apply([x, branch.apply(x) as tf.SymbolicTensor]);
    const normed = tf.layers.layerNormalization({ name: 'norm' }).apply(sum) as tf.SymbolicTensor;
    const outputs = tf.layers.dense({ units: 2, name: 'top' }).apply(normed) as tf.SymbolicTensor;
    const model = tf.model({ inputs: input, outputs });
    const remove = (name: string, indices: number[]) => () =>
      removeUnits(model, new Map([[name, indices]]));
    expect(remove('top', [0])).toThrow(
      "the units of 'top' are the network's outputs, which must stay; layers that can lose units: 'hidden', 'branch'",
    );
    expect(remove('hidden', [0, 1, 2, 3])).toThrow(
      "removeUnits would leave no unit of the 4 of 'hidden'",
    );
    expect(remove('hidden', [4])).toThrow(/units of 'hidden' must be a whole number .* 3, not 4/);
    expect(remove('hiden', [0])).toThrow(/did you mean 'hidden'/);
    expect(remove('branch', [0])).toThrow(
      "'sum' adds up 'hidden' and 'branch', which must lose the same units",
    );
    const both = new Map([
      ['hidden', [0]],
      ['branch', [0]],
    ]);
    expect(() => removeUnits(model, both)).toThrow(
      "what comes out of 'sum' goes into 'norm', a LayerNormalization, which cannot be made smaller",
    );
    expect(() => removeUnits(model, { hidden: [0] } as never)).toThrow(TypeError);
    expect(() => removeInputs(model, [0, 1, 2])).toThrow('would leave none of the 3 inputs');
    expect(() => removeInputs(model, [3])).toThrow(RangeError);
  });
});

describe('removeInputs', () => {
  it('takes features out', () => {
    const rng = createRng(6);
    const model = drawDense(rng);
    randomize(model, rng);
    const smaller = removeInputs(model, [1, 4]);
    tf.tidy(() => {
      const x = tf.randomNormal([3, 5], 0, 1, 'float32', 1);
      const masked = x.mul(tf.tensor1d([1, 0, 1, 1, 0]));
      const want = (model.predict(masked) as tf.Tensor).arraySync();
      const columns = tf.tensor1d([0, 2, 3], 'int32');
      const got = (smaller.predict(x.gather(columns, 1)) as tf.Tensor).arraySync() as number[][];
      (want as number[][]).flat().forEach((v, i) => expect(got.flat()[i]).toBeCloseTo(v, 5));
    });
  });
});
