import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { blobs, classifier, leavesNoTensor, onBackend } from '../test/helpers.js';
import { fit } from './fit.js';
import type { FitOptions, TrainingData } from './fitOptions.js';

onBackend('cpu');

const data = blobs(12);
let model: tf.Sequential;
let regressor: tf.Sequential;
let sigmoid: tf.Sequential;

beforeAll(() => {
  model = classifier();
  regressor = classifier([], { classes: 1, activation: 'linear' });
  sigmoid = classifier([], { classes: 1, activation: 'sigmoid' });
});
afterAll(() =>
  tf.dispose([model, regressor, sigmoid].flatMap((one) => one.weights.map((w) => w.read()))),
);

const array = (values: number[], shape: number[]) => ({ data: Float32Array.from(values), shape });
const zeros = (...shape: number[]) => ({
  data: new Float32Array(shape.reduce((a, b) => a * b)),
  shape,
});
const numbers = { x: data.x, y: zeros(12), task: 'regression' } as const;
const withLabel = (label: number) => {
  const y = Float32Array.from(data.y.data);
  y[3] = label;
  return { ...data, y: { data: y, shape: [12] } };
};

type Row = [string, unknown, unknown, RegExp];

describe('fit refuses options', () => {
  const rows: Row[] = [
    ['a misspelt one', {}, { epoch: 3 }, /fit has no option 'epoch' \(did you mean 'epochs'\?\)/],
    ['no epochs', {}, { epochs: 0 }, /epochs must be a whole number at least 1, not 0/],
    ['no batch', {}, { batchSize: 0 }, /batchSize must be a whole number at least 1, not 0/],
    ['half an epoch', {}, { epochs: 1.5 }, /epochs must be a whole number at least 1, not 1.5/],
    [
      'an unknown loss',
      {},
      { loss: 'crossentropy' },
      /not 'crossentropy' \(did you mean 'crossEntropy'\?\)/,
    ],
    ['an unknown optimizer', {}, { optimizer: 'adma' }, /not 'adma' \(did you mean 'adam'\?\)/],
    ['an unknown engine', {}, { engine: 'fuse' }, /not 'fuse' \(did you mean 'fused'\?\)/],
    ['the fused engine', {}, { engine: 'fused' }, /needs the WASM backend, and tfjs uses 'cpu'/],
    ['terms', {}, { objective: { terms: {} as never } }, /objective.terms must be a list/],
    ['a term', {}, { objective: { terms: [{} as never] } }, /needs the className of a registered/],
    [
      'a term of no such name',
      {},
      { objective: { terms: [{ className: 'gladness' }] } },
      /no term 'gladness' is registered/,
    ],
    [
      'a weight of a term',
      {},
      { objective: { terms: [{ className: 'gladness', weight: -1 }] } },
      /the weight of the term 'gladness' must be a number at least 0, not -1/,
    ],
    [
      'too much smoothing',
      {},
      { objective: { labelSmoothing: 1 } },
      /labelSmoothing must be .* below 1/,
    ],
    [
      'an unknown penalty',
      {},
      { objective: { penalties: [{ className: 'L3' }] } },
      /no penalty 'L3' is registered/,
    ],
    ['a penalty without a class', {}, { objective: { penalties: [{}] } }, /needs the className/],
    [
      'no patience',
      {},
      { earlyStopping: {} },
      /earlyStopping.patience must be a whole number at least 0, not undefined/,
    ],
    [
      'val_loss without validation',
      {},
      { earlyStopping: { patience: 1 } },
      /earlyStopping watches 'val_loss', which is not among loss, acc, objective, penalty, lr: give validation rows/,
    ],
    [
      'an unknown monitor',
      {},
      { earlyStopping: { patience: 1, monitor: 'los' } },
      /watches 'los', which is not among .* \(did you mean 'loss'\?\)/,
    ],
    [
      'an unknown schedule',
      {},
      { learningRateSchedule: { name: 'cosin' } },
      /not 'cosin' \(did you mean 'cosine'\?\)/,
    ],
    [
      'a schedule without factor',
      {},
      { learningRateSchedule: { name: 'exponential' } },
      /factor must be a number/,
    ],
    [
      'a callback of another kind',
      {},
      { callbacks: [{ onEpochEnded: () => {} }] },
      /did you mean 'onEpochEnd'/,
    ],
    [
      'a callback that is none',
      {},
      { callbacks: [{ onEpochEnd: 3 }] },
      /onEpochEnd must be a function, not 3/,
    ],
    ['one callback alone', {}, { callbacks: {} }, /callbacks must be a list/],
    ['a signal of another kind', {}, { signal: true }, /signal must be an AbortSignal, not true/],
    ['a seed that is none', {}, { seed: 0.5 }, /seed must be a whole number/],
    [
      'an unknown class',
      {},
      { classWeight: { 3: 2 } },
      /classWeight names the class 3, but the classes are 0 to 2/,
    ],
    [
      'a negative class weight',
      {},
      { classWeight: { 1: -2 } },
      /the weight of class 1 must be finite and at least 0/,
    ],
    [
      'classWeight by a word',
      {},
      { classWeight: 'equal' },
      /classWeight must be 'balanced' or an object/,
    ],
    [
      'too few sample weights',
      {},
      { sampleWeight: new Float32Array(3) },
      /one weight for each of 12 rows, not 3/,
    ],
    ['weights that are all 0', {}, { sampleWeight: new Float32Array(12) }, /all rows weigh 0/],
    [
      'a sample weight that is no number',
      {},
      { sampleWeight: new Float32Array(12).fill(NaN) },
      /sampleWeight must be finite and at least 0, but row 0 has NaN/,
    ],
  ];
  it.each(rows)('%s', async (_, __, options, message) => {
    await leavesNoTensor(() =>
      expect(fit(model, data, options as FitOptions)).rejects.toThrow(message),
    );
  });
});

describe('fit refuses data', () => {
  const nan = array([NaN, ...Array.from({ length: 47 }, () => 0)], [12, 4]);
  const rows: Row[] = [
    [
      'none',
      () => model,
      undefined,
      /the training data must be a Dataset or \{ x, y, task \}, not undefined/,
    ],
    [
      'without a task',
      () => model,
      { x: data.x, y: data.y },
      /the task of the training data must be one of/,
    ],
    [
      'without rows',
      () => model,
      { ...data, x: zeros(0, 4), y: zeros(0) },
      /the training data are empty/,
    ],
    ['of another length', () => model, { ...data, y: zeros(11) }, /12 rows in x, but 11 in y/],
    [
      'of another width',
      () => model,
      { ...data, x: zeros(12, 5) },
      /rows of shape \[5\], but the model takes \[4\]/,
    ],
    [
      'with one axis',
      () => model,
      { ...data, x: zeros(12) },
      /must have the shape \[n, features\], not \[12\]/,
    ],
    [
      'with NaN',
      () => model,
      { ...data, x: nan },
      /x of the training data must be finite, but holds NaN in row 0/,
    ],
    [
      'with NaN in y',
      () => regressor,
      { ...numbers, y: array([Infinity, ...Array(11).fill(0)], [12]) },
      /y of .* holds Infinity/,
    ],
    [
      'with an unknown class',
      () => model,
      withLabel(3),
      /the class 3 in row 3, but the model tells apart 3 classes, 0 to 2/,
    ],
    ['with half a class', () => model, withLabel(0.5), /whole numbers from 0, but row 3 has 0.5/],
    ['with a negative class', () => model, withLabel(-1), /whole numbers from 0, but row 3 has -1/],
    [
      'with other soft targets',
      () => model,
      { ...data, y: zeros(12, 2) },
      /soft targets for 2 classes, but the model has 3/,
    ],
    [
      'with shares that sum to 0',
      () => model,
      { ...data, y: zeros(12, 3) },
      /sum to 1 in each row, but those of row 0 sum to 0/,
    ],
    [
      'with shares above 1',
      () => model,
      { ...data, y: array(Array(36).fill(2), [12, 3]) },
      /shares from 0 to 1, not 2/,
    ],
    [
      'with other outputs',
      () => regressor,
      { ...numbers, y: zeros(12, 2) },
      /the shape \[12, 2\], but the model returns \[n, 1\]/,
    ],
    [
      'for one unit and crossEntropy',
      () => sigmoid,
      blobs(12, { classes: 2 }),
      /take binaryCrossEntropy/,
    ],
  ];
  it.each(rows)('%s', async (_, of, bad, message) => {
    const target = (of as () => tf.LayersModel)();
    await leavesNoTensor(() => expect(fit(target, bad as TrainingData)).rejects.toThrow(message));
  });

  it('whose loss or weights do not suit the task', async () => {
    await expect(fit(regressor, numbers, { loss: 'crossEntropy' })).rejects.toThrow(
      /but the task is regression/,
    );
    await expect(fit(regressor, numbers, { classWeight: 'balanced' })).rejects.toThrow(
      /classWeight needs classes/,
    );
    const smoothed = fit(regressor, numbers, { objective: { labelSmoothing: 0.1 } });
    await expect(smoothed).rejects.toThrow(/labelSmoothing works with crossEntropy/);
  });

  it('for validation of another width, task or class', async () => {
    const of = (validation: unknown) =>
      fit(model, data, { validation: validation as TrainingData });
    await expect(of(blobs(9, { features: 5 }))).rejects.toThrow(
      /x of the validation data has rows of shape \[5\], but the model takes \[4\]/,
    );
    await expect(of(numbers)).rejects.toThrow(
      /the validation data are for regression, but the training data for class/,
    );
    await expect(of(withLabel(7))).rejects.toThrow(/y of the validation data has the class 7/);
  });
});

describe('fit refuses models', () => {
  const of = (target: unknown) => fit(target as tf.LayersModel, data);

  it('that are none, unbuilt, or have several ends', async () => {
    await expect(of({})).rejects.toThrow(/model must be a tf.LayersModel/);
    await expect(of(tf.sequential())).rejects.toThrow(
      /no input yet: add a first layer with an inputShape/,
    );
    const input = tf.input({ shape: [4] });
    const ends = [1, 2].map(
      (units) => tf.layers.dense({ units }).apply(input) as tf.SymbolicTensor,
    );
    const forked = tf.model({ inputs: input, outputs: ends });
    await expect(of(forked)).rejects.toThrow(
      /the training data have none: give \{ x, y, task, hints \}, or take stripHints/,
    );
    forked.dispose();
  });

  it('that have nothing to train', async () => {
    const frozen = classifier();
    frozen.layers.forEach((layer) => (layer.trainable = false));
    await expect(of(frozen)).rejects.toThrow(/no trainable weights/);
    tf.dispose(frozen.weights.map((weight) => weight.read()));
  });

  it('that lack a layer which a penalty or decay names', async () => {
    const optimizer = { name: 'adamw', weightDecay: { l2: 1, on: ['nowhere'] } } as const;
    await expect(fit(model, data, { optimizer })).rejects.toThrow(
      /weightDecay acts on 'nowhere', but no layer of that name has a trainable kernel; those that have: dense_/,
    );
  });
});
