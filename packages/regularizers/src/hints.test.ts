import { fit, predict } from '@occam/training';
import { useBackend, restoreWasm } from '@occam/backend';
import * as tf from '@tensorflow/tfjs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { hints } from './hints.js';
import { register } from './register.js';
import { stripHints, withHints } from './withHints.js';

const network = (layers: tf.layers.Layer[] = []) =>
  tf.sequential({
    layers: [
      tf.layers.dense({
        units: 6,
        inputShape: [2],
        activation: 'tanh',
        name: 'first',
        kernelInitializer: tf.initializers.glorotUniform({ seed: 1 }),
      }),
      ...layers,
      tf.layers.dense({
        units: 2,
        activation: 'softmax',
        name: 'last',
        kernelInitializer: tf.initializers.glorotUniform({ seed: 2 }),
      }),
    ],
  });

const n = 24;
const x = {
  data: Float32Array.from({ length: 2 * n }, (_, i) => Math.sin(7 * i)),
  shape: [n, 2],
};
const y = {
  data: Int32Array.from({ length: n }, (_, i) => Number(x.data[2 * i]! * x.data[2 * i + 1]! > 0)),
  shape: [n],
};
const concepts = {
  data: Float32Array.from({ length: 2 * n }, (_, i) => Number(x.data[i]! > 0)),
  shape: [n, 2],
};
const data = { x, y, task: 'classification' as const };

describe('hint units', () => {
  let tensors = 0;
  beforeAll(async () => {
    register();
    await useBackend('wasm');
    tensors = tf.memory().numTensors;
  });
  afterEach(() => expect(tf.memory().numTensors).toBe(tensors));
  afterAll(restoreWasm);

  const terms = [hints({ weight: 0.5, loss: 'binaryCrossEntropy' })];

  it('train alike in both engines, beside a loss, and leave when stripped', async () => {
    const run = async (engine: 'fused' | 'tfjs') => {
      const model = network([tf.layers.dropout({ rate: 0.25 })]);
      const hinted = withHints(model, { units: 2, activation: 'sigmoid', seed: 3 });
      const { history } = await fit(
        hinted,
        { ...data, hints: concepts },
        {
          epochs: 4,
          batchSize: 10,
          optimizer: { name: 'sgd', learningRate: 0.5 },
          engine,
          objective: { terms },
          validation: data,
        },
      );
      const { data: predicted } = await predict(hinted, x);
      const plain = stripHints(hinted);
      expect(plain.outputs.length).toBe(1);
      expect(plain.layers.map((layer) => layer.name)).not.toContain('hints');
      expect((await predict(plain, x)).data).toEqual(predicted);
      const weights = hinted.getWeights().flatMap((weight) => [...weight.dataSync()]);
      hinted.dispose();
      expect((await predict(plain, x)).data).toEqual(predicted);
      plain.dispose();
      model.dispose();
      return { weights, history };
    };
    const fused = await run('fused');
    const tfjs = await run('tfjs');
    fused.weights.forEach((weight, i) => expect(weight).toBeCloseTo(tfjs.weights[i]!, 5));
    fused.history.penalty.forEach((value, i) =>
      expect(value).toBeCloseTo(tfjs.history.penalty[i]!, 5),
    );
    fused.history.val_loss!.forEach((value, i) =>
      expect(value).toBeCloseTo(tfjs.history.val_loss![i]!, 5),
    );
    expect(fused.history.penalty[3]!).toBeLessThan(fused.history.penalty[0]! - 0.01);
  });

  it('are the same for the same seed, and others for another', () => {
    const model = network();
    const kernel = (seed: number) => {
      const hinted = withHints(model, { units: 3, seed });
      const values = [...hinted.getLayer('hints').getWeights()[0]!.dataSync()];
      hinted.dispose();
      return values;
    };
    expect(kernel(0)).toEqual(kernel(0));
    expect(kernel(0)).not.toEqual(kernel(1));
    model.dispose();
  });

  it('are saved and loaded as any tfjs model', async () => {
    const model = network();
    const hinted = withHints(model, { units: 2 });
    let saved!: tf.io.ModelArtifacts;
    await hinted.save(
      tf.io.withSaveHandler(async (artifacts) => {
        saved = artifacts;
        return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
      }),
    );
    const loaded = await tf.loadLayersModel(tf.io.fromMemory(saved));
    const plain = stripHints(loaded);
    expect((await predict(plain, x)).data).toEqual((await predict(model, x)).data);
    for (const one of [plain, loaded, hinted, model]) one.dispose();
  });

  it('are refused without targets, and targets without units, of another length or width', async () => {
    const model = network();
    const hinted = withHints(model, { units: 2 });
    const of = (target: tf.LayersModel, given: object, objective: object = { terms }) =>
      fit(target, { ...data, ...given }, { objective });
    await expect(of(model, { hints: concepts })).rejects.toThrow(
      /have hints, but the model has no second output.*withHints\(model, { units }\)/,
    );
    await expect(of(hinted, {})).rejects.toThrow(
      /second output for hints, but the training data have none: give { x, y, task, hints }/,
    );
    const short = { data: concepts.data.slice(0, 2 * (n - 1)), shape: [n - 1, 2] };
    await expect(of(hinted, { hints: short })).rejects.toThrow(
      new RangeError('the training data have 24 rows in x, but 23 in hints'),
    );
    const wide = { data: new Float32Array(3 * n), shape: [n, 3] };
    await expect(of(hinted, { hints: wide })).rejects.toThrow(
      /hints of the training data have the shape \[24, 3\], but the model's second output is \[n, 2\]/,
    );
    const bad = { data: new Float32Array(2 * n).fill(NaN), shape: [n, 2] };
    await expect(of(hinted, { hints: bad })).rejects.toThrow(/hints of the training data/);
    await expect(of(hinted, { hints: concepts }, {})).rejects.toThrow(
      /no term of the objective trains it: add hints\(\)/,
    );
    await expect(of(model, {})).rejects.toThrow(/hints needs a model with hint units/);
    hinted.dispose();
    model.dispose();
  });

  it('are refused where they have no place', () => {
    const model = network([
      tf.layers.reshape({ targetShape: [2, 3], name: 'square' }),
      tf.layers.flatten(),
    ]);
    const hinted = withHints(model, { units: 1, layer: 'first' });
    expect(hinted.outputs[1]!.shape).toEqual([null, 1]);
    const shallow = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] });
    expect(() => withHints(hinted, { units: 1 })).toThrow(
      /with one output, not 2: take stripHints/,
    );
    expect(() => stripHints(model)).toThrow(/it has one output only/);
    expect(() => withHints(model, { units: 0 })).toThrow(/units must be a whole number at least 1/);
    expect(() => withHints(model, { units: 1, layer: 'frist' })).toThrow(
      /withHints finds no layer 'frist'; there are first, square/,
    );
    expect(() => withHints(model, { units: 1, layer: 'square' })).toThrow(
      /would look at \[n, 2, 3\]: name another layer/,
    );
    expect(() => withHints(shallow, { units: 1 })).toThrow(/needs a hidden layer/);
    expect(() => withHints({} as never, { units: 1 })).toThrow(TypeError);
    expect(() => withHints(tf.sequential(), { units: 1 })).toThrow(/add a first layer/);
    expect(() => hints({ weight: Infinity })).toThrow(RangeError);
    for (const one of [hinted, model, shallow]) one.dispose();
  });
});
