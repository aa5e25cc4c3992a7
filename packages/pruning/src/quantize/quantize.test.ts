import { accelerateWasm, restoreWasm } from '@occam/backend';
import { createRng } from '@occam/core';
import { digits } from '@occam/datasets';
import { fit, predict } from '@occam/training';
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { saveAndLoad } from '../../test/savedFiles.js';
import { compareModels, maskUnits, networkCosts, quantize, register, shrink } from '../index.js';
import { dequantizeKernel, quantizeKernel } from './int8.js';

beforeAll(async () => {
  await tf.setBackend('wasm');
  accelerateWasm();
});
afterAll(restoreWasm);

function draw(count: number, seed: number | string): Float32Array {
  const rng = createRng(seed);
  return Float32Array.from({ length: count }, () => rng.normal());
}

/** Gives each weight of a model a number of its own, and every fifth of a kernel 0. */
function fill(model: tf.LayersModel): void {
  tf.tidy(() => {
    model.setWeights(
      model.getWeights().map(({ shape }, seed) => {
        const values = draw(tf.util.sizeFromShape(shape), seed);
        return tf.tensor(
          shape.length > 1 ? values.map((w, i) => (i % 5 === 0 ? 0 : w)) : values.map(Math.abs),
          shape,
        );
      }),
    );
  });
}

/** The model with the kernels that the codes stand for: what the quantized one must compute. */
function rounded(model: tf.LayersModel): void {
  tf.tidy(() => {
    model.setWeights(
      model.getWeights().map((weight) => {
        const { shape, size } = weight;
        if (shape.length === 1) return weight;
        // Of a depthwise kernel here, which has one output for each input, the last axis has length 1.
        const channels = shape.at(-1) === 1 ? shape.at(-2)! : shape.at(-1)!;
        const kernel = quantizeKernel(weight.dataSync<'float32'>(), channels);
        return tf.tensor(dequantizeKernel(kernel, size), shape);
      }),
    );
  });
}

const outputs = (model: tf.LayersModel, x: tf.Tensor) =>
  tf.tidy(() => (model.predict(x) as tf.Tensor).dataSync<'float32'>());

describe('eight bits', () => {
  it('are off by at most half a step of the channel, with 0 as 0 and the largest weight as itself', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 50 }),
        fc.constantFrom(1e-30, 1e-3, 1, 1e30),
        fc.nat(),
        (channels, rows, size, seed) => {
          const kernel = draw(channels * rows, seed).map((w, i) => (i % 3 === 0 ? 0 : w * size));
          const packed = quantizeKernel(kernel, channels);
          const back = dequantizeKernel(packed, kernel.length);
          for (let j = 0; j < channels; j++) {
            const column = (of: Float32Array) => of.filter((_, i) => i % channels === j);
            const [before, after] = [column(kernel), column(back)];
            const largest = Math.max(...before.map(Math.abs));
            expect(packed.scales[j]).toBe(Math.fround(largest / 127));
            before.forEach((w, i) => {
              expect(Math.abs(w - after[i]!)).toBeLessThanOrEqual((largest / 254) * (1 + 1e-5));
              if (w === 0) expect(after[i]).toBe(0);
              if (Math.abs(w) === largest) expect(after[i]! / w || 1).toBeCloseTo(1, 6);
            });
          }
        },
      ),
      { seed: 1, numRuns: 60 },
    );
  });

  it('are the numbers of the formula', () => {
    const { codes, scales } = quantizeKernel([1, 0, -0.25, 254, 1e-45, -3], 2);
    expect([...new Int8Array(codes.buffer)]).toEqual([127, 0, -32, 127, 0, -2, 0, 0]);
    expect([...scales]).toEqual([Math.fround(1 / 127), 2]);
    // The scale of a channel of the smallest numbers is 0: nothing becomes NaN.
    const tiny = quantizeKernel([1e-45], 1);
    expect([...dequantizeKernel(tiny, 1)]).toEqual([0]);
  });
});

describe('quantize', () => {
  const convolutions = () =>
    tf.sequential({
      layers: [
        tf.layers.conv2d({
          filters: 4,
          kernelSize: 3,
          padding: 'same',
          activation: 'relu',
          inputShape: [6, 6, 2],
          kernelRegularizer: 'l1l2',
        }),
        tf.layers.depthwiseConv2d({ kernelSize: 2, strides: 2, activation: 'tanh' }),
        tf.layers.batchNormalization(),
        tf.layers.reshape({ targetShape: [9, 4] }),
        tf.layers.conv1d({ filters: 3, kernelSize: 2, useBias: false, activation: 'hardSigmoid' }),
        tf.layers.flatten(),
        tf.layers.dense({ units: 5, activation: 'softmax' }),
      ],
    });

  it.each(['wasm', 'cpu'])(
    'computes with the rounded kernels of every layer, on %s',
    async (backend) => {
      await tf.setBackend(backend);
      const before = tf.memory().numTensors;
      const model = convolutions();
      fill(model);
      const small = quantize(model);
      const classes = small.layers.map((layer) => layer.getClassName());
      expect(classes.filter((name) => name === 'OccamQuantized')).toHaveLength(4);
      expect(small.layers.map(({ name }) => name)).toEqual(model.layers.map(({ name }) => name));
      const x = tf.tensor4d(draw(3 * 72, 'x'), [3, 6, 6, 2]);
      const plain = outputs(model, x);
      rounded(model);
      expect(outputs(small, x)).toEqual(outputs(model, x));
      expect(outputs(small, x)).not.toEqual(plain);
      register();
      const { loaded } = await saveAndLoad(small);
      expect(outputs(loaded, x)).toEqual(outputs(small, x));
      expect(JSON.stringify(loaded.getConfig())).toBe(JSON.stringify(small.getConfig()));
      for (const one of [model, small, loaded]) one.dispose();
      x.dispose();
      expect(tf.memory().numTensors).toBe(before);
      await tf.setBackend('wasm');
    },
  );

  it('runs in plans, and unpacks what is set later', async () => {
    const model = tf.sequential({
      layers: [
        tf.layers.dense({ units: 6, activation: 'relu', inputShape: [5] }),
        tf.layers.dense({ units: 3, activation: 'softmax', useBias: false }),
      ],
    });
    fill(model);
    const small = quantize(model);
    rounded(model);
    const rows = { data: draw(35, 'rows'), shape: [7, 5] };
    const tensors = tf.memory().numTensors;
    expect((await predict(small, rows)).data).toEqual((await predict(model, rows)).data);
    expect(tf.memory().numTensors).toBe(tensors);
    const [bias, codes, scales] = small.layers[0]!.getWeights();
    small.layers[0]!.setWeights([bias!, codes!, scales!.mul(2)]);
    const [kernel] = model.layers[0]!.getWeights();
    model.layers[0]!.setWeights([kernel!.mul(2), bias!]);
    expect((await predict(small, rows)).data).toEqual((await predict(model, rows)).data);
    model.dispose();
    small.dispose();
  });

  it('makes files a quarter as large, of a shrunk network too, at next to no cost in accuracy', async () => {
    const data = digits(400);
    const model = tf.sequential({
      layers: [
        tf.layers.dense({ units: 64, activation: 'relu', inputShape: [784], name: 'hidden' }),
        tf.layers.dense({ units: 10, activation: 'softmax' }),
      ],
    });
    await fit(model, data, { epochs: 8, seed: 1 });
    maskUnits(model, 'hidden', [0, 1, 2, 3]);
    const smaller = shrink(model, { inputs: 'keep' });
    const small = quantize(smaller);
    const { before, after } = await compareModels(smaller, small, data, {
      batchSizes: [1],
      repetitions: 1,
    });
    expect(after.bytes / before.bytes).toBeLessThan(0.27);
    expect(before.accuracy).toBeGreaterThan(0.9);
    expect(Math.abs(after.accuracy! - before.accuracy!)).toBeLessThan(0.01);
    expect(after.parameters).toBe(before.parameters);
    expect(after.multiplications).toBe(before.multiplications);
    expect(after.multiplications).toBe(60 * 794);
    expect(after.nonzeroMultiplications).toBeLessThan(before.nonzeroMultiplications);
    for (const one of [model, smaller, small]) one.dispose();
  });

  it('keeps zeros, which compress', () => {
    const model = tf.sequential({ layers: [tf.layers.dense({ units: 8, inputShape: [10] })] });
    fill(model);
    const zeros = (one: tf.LayersModel) => {
      const { multiplications, nonzeroMultiplications } = networkCosts(one);
      return multiplications - nonzeroMultiplications;
    };
    const small = quantize(model);
    expect(zeros(model)).toBe(16);
    expect(zeros(small)).toBeGreaterThanOrEqual(16);
    model.dispose();
    small.dispose();
  });

  it('is not trained', async () => {
    const model = tf.sequential({
      layers: [tf.layers.dense({ units: 1, inputShape: [2], name: 'only' })],
    });
    const small = quantize(model);
    small.compile({ loss: 'meanSquaredError', optimizer: 'sgd' });
    const message =
      "the layer 'only' is for inference only: train (or fine-tune) the model that quantize was called with";
    await expect(small.fit(tf.ones([2, 2]), tf.ones([2, 1]), { verbose: 0 })).rejects.toThrow(
      message,
    );
    const x = { data: new Float32Array(4), shape: [2, 2] };
    const y = { data: new Float32Array(2), shape: [2] };
    await expect(fit(small, { x, y, task: 'regression' }, { engine: 'fused' })).rejects.toThrow(
      message,
    );
    model.dispose();
    small.dispose();
  });

  it('says what is wrong', () => {
    const model = tf.sequential({
      layers: [tf.layers.dense({ units: 1, inputShape: [2], name: 'only' })],
    });
    expect(() => quantize(3 as never)).toThrow('quantize takes a tf.LayersModel');
    expect(() => quantize(model, { layers: ['onyl'] })).toThrow(
      "quantize: the model has no layer 'onyl' to quantize (did you mean 'only'?); those it has: 'only'",
    );
    expect(() => quantize(model, { layers: 'some' as 'all' })).toThrow(
      "layers must be 'all' or a list",
    );
    expect(() => quantize(model, { bits: 4 } as object)).toThrow('bits');
    expect(() => quantize(quantize(model))).toThrow(
      /has no layer to quantize: it takes Dense, Conv1D/,
    );
    model.setWeights([tf.tensor2d([[1], [NaN]]), tf.zeros([1])]);
    expect(() => quantize(model)).toThrow(
      "quantize: the kernel of the layer 'only' holds NaN at 1, where a finite number is needed",
    );
    model.dispose();
  });
});
