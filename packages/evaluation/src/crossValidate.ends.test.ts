import { createDataset } from '@occam/datasets';
import { KFold, type Splitter } from '@occam/split';
import { createRecipe, mlp } from '@occam/training';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { blobs } from '../test/data.js';
import { throughJson } from '../test/executors.js';
import { softmax } from '../test/softmax.js';
import { crossValidate } from './crossValidate.js';

const recipe = createRecipe({ model: mlp({ hidden: [8] }), fit: { epochs: 3, batchSize: 16 } });
const splitter = new KFold({ nSplits: 3, shuffle: true, seed: 4 });
beforeAll(async () => {
  await tf.setBackend('cpu');
});

describe('crossValidate leaves no tensor behind', () => {
  const data = blobs();

  it.each([
    ['with a recipe', { recipe }],
    ['with a model', { model: (seed: number) => softmax(seed) }],
  ])('%s: when it resolves, is aborted or rejects', async (_, what) => {
    const options = { ...what, data, splitter, validation: 0.2, fit: { epochs: 2 } };
    const before = tf.memory().numTensors;
    await crossValidate(options);
    expect(tf.memory().numTensors).toBe(before);

    const controller = new AbortController();
    const reason = new Error('closed');
    const aborted = crossValidate({
      ...options,
      signal: controller.signal,
      onProgress: ({ type, fold }) => type === 'epoch' && fold === 1 && controller.abort(reason),
    });
    await expect(aborted).rejects.toBe(reason);
    expect(tf.memory().numTensors).toBe(before);

    const failing = () => {
      throw new Error('no score');
    };
    await expect(crossValidate({ ...options, metrics: [failing] })).rejects.toThrow(
      'folds[0]: no score',
    );
    expect(tf.memory().numTensors).toBe(before);

    const mistake = new Error('listener');
    const listening = crossValidate({
      ...options,
      onProgress: ({ type }) => {
        if (type === 'epoch') throw mistake;
      },
    });
    await expect(listening).rejects.toBe(mistake);
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('crossValidate refuses', () => {
  const data = blobs();
  let trained = 0;
  const model = (seed: number) => {
    trained += 1;
    return softmax(seed);
  };
  const { x, y, task } = data;

  it.each([
    [
      'nothing to train',
      { data },
      TypeError,
      'needs a recipe or a model, and not both: neither is given',
    ],
    ['two things to train', { data, model, recipe }, TypeError, 'not both: both are given'],
    ['a model that is no function', { data, model: 3 }, TypeError, 'model must be a function'],
    ['data that are none', { data: { x, y }, model }, TypeError, 'data must be a Dataset'],
    ['an unknown option', { data, model, epochs: 3 }, TypeError, "has no option 'epochs'"],
    ['an unknown metric', { data, model, metrics: ['acc'] }, RangeError, "not 'acc'"],
    ['a share of 1', { data, model, validation: 1 }, RangeError, 'validation must be'],
    ['a seed in fit', { data, model, fit: { seed: 1 } }, TypeError, 'pass seed beside fit'],
    [
      'no executor',
      { data, model, executor: 'inline' },
      TypeError,
      'executor must have a method map',
    ],
    [
      'weights that do not fit',
      { data, model, fit: { sampleWeight: new Float32Array(3) } },
      RangeError,
      'each of the 60 rows, not 3',
    ],
    [
      'groups too few for the default splitter',
      { data: createDataset({ x, y, task, groups: [...y.data] }), model },
      RangeError,
      'StratifiedGroupKFold cannot split 3 distinct groups',
    ],
    [
      'more folds than rows',
      { data, model, splitter: new KFold({ nSplits: 61 }) },
      RangeError,
      '61',
    ],
    [
      'soft targets',
      {
        data: createDataset({
          x,
          y: { data: new Float32Array(120).fill(0.5), shape: [60, 2] },
          task,
        }),
        model,
      },
      RangeError,
      'not soft ones of shape [60, 2]',
    ],
  ])('%s before any training', async (_, options, kind, message) => {
    const error: unknown = await crossValidate(options as never).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(kind);
    expect((error as Error).message).toContain(message);
    expect(trained).toBe(0);
  });

  it('to validate on rows that cannot be divided, naming the fold', async () => {
    const splitterOfOne: Splitter = {
      *split() {
        yield { train: Uint32Array.of(0), test: Uint32Array.of(1) };
      },
      count: () => 1,
      toJSON: () => ({ className: 'One', config: {} }),
    };
    await expect(
      crossValidate({ data, model, splitter: splitterOfOne, validation: 0.5 }),
    ).rejects.toThrow(/^validation rows of folds\[0\]: /);
    expect(trained).toBe(0);
  });

  it('to start under an aborted signal', async () => {
    const signal = AbortSignal.abort('closed');
    await expect(crossValidate({ data, model, splitter, signal })).rejects.toBe('closed');
    expect(trained).toBe(0);
  });

  it('a network that comes twice', async () => {
    const before = tf.memory().numTensors;
    const one = softmax(1);
    await expect(
      crossValidate({ data, model: () => one, splitter, fit: { epochs: 1 } }),
    ).rejects.toThrow('folds[1]: model gave the same network twice');
    expect(tf.memory().numTensors).toBe(before);
  });

  it('a model function where folds leave the process', async () => {
    await expect(crossValidate({ data, model, splitter, executor: throughJson })).rejects.toThrow(
      'a model function cannot leave the process: use a recipe or inlineExecutor()',
    );
  });
});
