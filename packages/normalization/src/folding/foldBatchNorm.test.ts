import { createRng } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import {
  batchNormalization,
  batchRenormalization,
  spectralNormalization,
  weightNormalization,
  weightStandardization,
} from '../index.js';
import { foldBatchNorm, type KeptLayer } from './foldBatchNorm.js';
import { removeReparametrization } from './removeReparametrization.js';

beforeAll(() => tf.setBackend('cpu'));

/** Gives all weights random values, variances among them. */
function randomize(model: tf.LayersModel, seed: number): void {
  const rng = createRng(seed);
  tf.tidy(() => {
    for (const { originalName, shape, read } of model.weights.map((weight) => ({
      originalName: weight.originalName,
      shape: weight.shape as number[],
      read: () => weight.read() as tf.Variable,
    }))) {
      const positive = /variance|gamma/.test(originalName);
      const size = shape.reduce((product, n) => product * n, 1);
      const values = Float32Array.from({ length: size }, () =>
        positive ? 0.5 + rng.next() : rng.normal() * 0.7,
      );
      read().assign(tf.tensor(values, shape));
    }
  });
}

function outputs(model: tf.LayersModel, seed = 1): Float32Array {
  const rng = createRng(seed);
  return tf.tidy(() => {
    const shape = [3, ...(model.inputs[0]!.shape.slice(1) as number[])];
    const size = shape.reduce((product, n) => product * n, 1);
    const x = tf.tensor(
      Float32Array.from({ length: size }, () => rng.normal()),
      shape,
    );
    return (model.apply(x) as tf.Tensor).dataSync() as Float32Array;
  });
}

function expectEqual(got: Float32Array, want: Float32Array): void {
  expect(got.length).toBe(want.length);
  const largest = want.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
  got.forEach((value, i) => expect(Math.abs(value - want[i]!)).toBeLessThan(2e-5 * largest));
}

const classNames = (model: tf.LayersModel) => model.layers.map((layer) => layer.getClassName());

function folded(model: tf.LayersModel): { model: tf.LayersModel; kept: KeptLayer[] } {
  const kept: KeptLayer[] = [];
  return { model: foldBatchNorm(model, { onKept: (one) => void kept.push(one) }), kept };
}

type Piece =
  | 'dense'
  | 'relu dense'
  | 'norm'
  | 'bare norm'
  | 'our norm'
  | 'our renorm'
  | 'relu'
  | 'dropout'
  | 'conv'
  | 'same conv'
  | 'depthwise';

const pieces: Record<Piece, () => tf.layers.Layer> = {
  dense: () => tf.layers.dense({ units: 3 }),
  'relu dense': () => tf.layers.dense({ units: 4, activation: 'relu', useBias: false }),
  norm: () => tf.layers.batchNormalization(),
  'bare norm': () => tf.layers.batchNormalization({ scale: false, center: false, epsilon: 0.1 }),
  'our norm': () => batchNormalization({ scale: false }),
  'our renorm': () => batchRenormalization(),
  relu: () => tf.layers.reLU(),
  dropout: () => tf.layers.dropout({ rate: 0.5 }),
  conv: () => tf.layers.conv2d({ filters: 3, kernelSize: 2, useBias: false }),
  'same conv': () => tf.layers.conv2d({ filters: 2, kernelSize: 2, padding: 'same' }),
  depthwise: () => tf.layers.depthwiseConv2d({ kernelSize: 2, depthMultiplier: 2 }),
};

const names = Object.keys(pieces) as Piece[];

/** What stays by the rule, found by looking at neighbours alone: no folding of weights. */
function expectedKept(list: Piece[], inImages: boolean): number {
  const open = [...list];
  for (let changed = true; changed;) {
    changed = false;
    for (let i = 0; i < open.length; i++) {
      if (!open[i]!.endsWith('norm')) continue;
      const before = open[i - 1] ?? '';
      const behind = open[i + 1] ?? (inImages ? 'dense' : '');
      const after = ['dense', 'conv', 'same conv', 'depthwise'].includes(before);
      const forward = ['dense', 'relu dense', 'conv', 'depthwise'].includes(behind);
      if (!after && !forward) continue;
      open.splice(i, 1);
      changed = true;
      break;
    }
  }
  return open.filter((piece) => piece.endsWith('norm')).length;
}

describe('foldBatchNorm', () => {
  it('computes the same, for random networks, and leaves no more than it must', () => {
    const architecture = fc.record({
      images: fc.array(fc.constantFrom(...names), { maxLength: 5 }),
      rows: fc.array(
        fc.constantFrom<Piece>('dense', 'relu dense', 'norm', 'bare norm', 'relu', 'dropout'),
        {
          maxLength: 5,
        },
      ),
      functional: fc.boolean(),
      seed: fc.nat(),
    });
    fc.assert(
      fc.property(architecture, ({ images, rows, functional, seed }) => {
        const before = tf.memory().numTensors;
        const layers = [
          ...images.map((piece) => pieces[piece]()),
          tf.layers.flatten(),
          tf.layers.dense({ units: 5 }),
          ...rows.map((piece) => pieces[piece]()),
        ];
        const shape = [7, 7, 2];
        let model: tf.LayersModel;
        if (functional) {
          const input = tf.input({ shape });
          const output = layers.reduce<tf.SymbolicTensor>(
            (x, layer) => layer.apply(x) as tf.SymbolicTensor,
            input,
          );
          model = tf.model({ inputs: input, outputs: output });
        } else {
          const sequential = tf.sequential();
          sequential.add(tf.layers.inputLayer({ inputShape: shape }));
          for (const layer of layers) sequential.add(layer);
          model = sequential;
        }
        randomize(model, seed);
        const want = outputs(model);
        const { model: copy, kept } = folded(model);
        expectEqual(outputs(copy), want);
        expect(outputs(model)).toEqual(want);
        const left = classNames(copy).filter((name) =>
          /Batch(Ren|N)ormalization/.test(name),
        ).length;
        expect(left).toBe(kept.length);
        expect(left).toBe(expectedKept(images, true) + expectedKept(['dense', ...rows], false));
        copy.dispose();
        model.dispose();
        expect(tf.memory().numTensors).toBe(before);
      }),
      { numRuns: 40, seed: 1 },
    );
  });

  it.each([
    ['conv1d', [9, 2], () => tf.layers.conv1d({ filters: 3, kernelSize: 2 }), -1],
    [
      'separableConv2d',
      [5, 5, 2],
      () => tf.layers.separableConv2d({ filters: 3, kernelSize: 2 }),
      3,
    ],
    [
      'conv2dTranspose',
      [4, 4, 2],
      () => tf.layers.conv2dTranspose({ filters: 3, kernelSize: 2 }),
      -1,
    ],
  ])('folds into %s', (_name, inputShape, layer, axis) => {
    const input = tf.input({ shape: inputShape });
    const inner = layer().apply(input);
    const model = tf.model({
      inputs: input,
      outputs: tf.layers.batchNormalization({ axis }).apply(inner) as tf.SymbolicTensor,
    });
    randomize(model, 3);
    const { model: copy, kept } = folded(model);
    expect(kept).toEqual([]);
    expect(copy.layers.length).toBe(2);
    expectEqual(outputs(copy), outputs(model));
  });

  it("folds Occam's layer over the first axis of channels, but not tfjs', which is wrong there", () => {
    const build = (
      norm: tf.layers.Layer,
      padding: 'valid' | 'same',
      activation: 'relu' | 'linear',
    ) => {
      const options = { filters: 3, kernelSize: 2, dataFormat: 'channelsFirst' } as const;
      const model = tf.sequential();
      model.add(tf.layers.conv2d({ ...options, activation, inputShape: [2, 5, 5] }));
      model.add(norm);
      model.add(tf.layers.conv2d({ ...options, padding }));
      randomize(model, 7);
      return model;
    };
    for (const [padding, activation] of [
      ['same', 'linear'],
      ['valid', 'relu'],
    ] as const) {
      const model = build(batchNormalization({ axis: 1, epsilon: 0.01 }), padding, activation);
      const { model: copy } = folded(model);
      expect(classNames(copy)).toEqual(['Conv2D', 'Conv2D']);
      expectEqual(outputs(copy), outputs(model));
    }
    const { kept } = folded(build(tf.layers.batchNormalization({ axis: 1 }), 'valid', 'linear'));
    expect(kept[0]!.reason).toMatch(
      /normalizes the axis 1, which tfjs' own layer computes wrongly/,
    );
  });

  it('folds inside models, and leaves a branch as it is', () => {
    const inner = tf.sequential({ name: 'inner' });
    inner.add(tf.layers.dense({ units: 3, inputShape: [4] }));
    inner.add(tf.layers.batchNormalization());
    const input = tf.input({ shape: [4], name: 'given' });
    const twice = tf.layers.dense({ units: 4, name: 'twice' }).apply(input) as tf.SymbolicTensor;
    const norm = tf.layers.batchNormalization({ name: 'branch' }).apply(twice) as tf.SymbolicTensor;
    const sum = tf.layers.add().apply([twice, norm]) as tf.SymbolicTensor;
    const model = tf.model({ inputs: input, outputs: inner.apply(sum) as tf.SymbolicTensor });
    randomize(model, 4);
    const { model: copy, kept } = folded(model);
    expect(kept).toEqual([
      {
        name: 'branch',
        reason:
          "the layer before it, 'twice', is read by others too, and the layer behind it, 'add_Add1', is a Add",
      },
    ]);
    expect(copy.inputNames).toEqual(['given']);
    const nested = copy.getLayer('inner') as unknown as tf.LayersModel;
    expect(classNames(nested)).toEqual(['Dense']);
    expectEqual(outputs(copy), outputs(model));
  });

  it('leaves constraints behind, so that a saved model loads as it was', async () => {
    const model = tf.sequential();
    model.add(tf.layers.dense({ units: 3, inputShape: [4], kernelConstraint: 'unitNorm' }));
    model.add(tf.layers.batchNormalization());
    randomize(model, 5);
    const copy = foldBatchNorm(model);
    let saved: tf.io.ModelArtifacts | undefined;
    await copy.save(
      tf.io.withSaveHandler((artifacts) => {
        saved = artifacts;
        return Promise.resolve({
          modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(artifacts),
        });
      }),
    );
    const loaded = await tf.loadLayersModel(tf.io.fromMemory(saved!));
    expectEqual(outputs(loaded), outputs(model));
  });

  it('warns of what stays, with both reasons', () => {
    const warned = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const model = tf.sequential();
    model.add(tf.layers.dense({ units: 3, inputShape: [4], activation: 'relu', name: 'first' }));
    model.add(tf.layers.batchNormalization({ name: 'norm' }));
    const copy = foldBatchNorm(model);
    expect(classNames(copy)).toEqual(['Dense', 'BatchNormalization']);
    expect(warned.mock.calls).toEqual([
      [
        "occam: foldBatchNorm leaves 'norm' where it is: the layer before it, 'first', ends in relu, and its output is the model's",
      ],
    ]);
    warned.mockRestore();
  });

  it('keeps a layer that is used twice, and one that pads', () => {
    const shared = tf.layers.batchNormalization({ name: 'shared' });
    const input = tf.input({ shape: [4, 4, 2] });
    const once = tf.layers.batchNormalization({ name: 'first' }).apply(input);
    const conv = tf.layers
      .conv2d({ filters: 2, kernelSize: 2, padding: 'same', name: 'padding' })
      .apply(once);
    const output = shared.apply(tf.layers.reLU().apply(shared.apply(conv))) as tf.SymbolicTensor;
    const { kept } = folded(tf.model({ inputs: input, outputs: output }));
    expect(kept.map(({ name, reason }) => [name, reason.split(', and ').at(-1)])).toEqual([
      ['first', "the layer behind it, 'padding', pads its input with zeros"],
      ['shared', 'it is used in several places'],
    ]);
  });

  it('names what is wrong', () => {
    expect(() => foldBatchNorm({} as tf.LayersModel)).toThrow(
      /model of foldBatchNorm must be a tf.LayersModel, .* not a value of type Object/,
    );
    expect(() => foldBatchNorm(tf.sequential())).toThrow(/must be built, .* an inputShape/);
    const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] });
    expect(() => foldBatchNorm(model, { onKept: 1 as never })).toThrow(/onKept must be a function/);
    expect(() => foldBatchNorm(model, { onkept: 1 } as never)).toThrow(/did you mean 'onKept'/);
  });
});

describe('removeReparametrization', () => {
  it('makes plain layers that compute the same, under the same names, also inside models', () => {
    const before = tf.memory().numTensors;
    const inner = tf.sequential({ name: 'inner' });
    inner.add(
      weightStandardization({
        layer: tf.layers.conv2d({ filters: 3, kernelSize: 2, kernelConstraint: 'nonNeg' }),
        inputShape: [5, 5, 2],
        name: 'standardized',
      }),
    );
    const model = tf.sequential();
    model.add(inner);
    model.add(tf.layers.batchNormalization());
    model.add(spectralNormalization({ layer: tf.layers.depthwiseConv2d({ kernelSize: 2 }) }));
    model.add(tf.layers.flatten());
    model.add(
      weightNormalization({
        layer: tf.layers.dense({ units: 4, activation: 'tanh' }),
        name: 'last',
      }),
    );
    randomize(model, 6);
    const want = outputs(model);
    const plain = removeReparametrization(model);
    expect(classNames(plain)).toEqual([
      'Sequential',
      'BatchNormalization',
      'DepthwiseConv2D',
      'Flatten',
      'Dense',
    ]);
    expect(plain.getLayer('last').getClassName()).toBe('Dense');
    expectEqual(outputs(plain), want);
    expect(outputs(model)).toEqual(want);
    const { model: both, kept } = folded(plain);
    expect(kept).toEqual([]);
    expectEqual(outputs(both), want);
    for (const one of [both, plain, model]) one.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('names what is wrong', () => {
    expect(() => removeReparametrization(1 as never)).toThrow(/must be a tf.LayersModel, .* not 1/);
  });
});
