import { createRng, registerClass, type NdArray } from '@occam/core';
import { createDataset } from '@occam/datasets';
import { KFold, TimeSeriesSplit, type Splitter } from '@occam/split';
import { createRecipe, mlp } from '@occam/training';
import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { blobs, line, numbered } from '../test/data.js';
import { reversed, throughJson } from '../test/executors.js';
import { softmax } from '../test/softmax.js';
import { crossValidate } from './crossValidate.js';
import type { CrossValidationProgress } from './crossValidateOptions.js';
import type { CrossValidationResult } from './crossValidationResult.js';
import { accuracy } from './metrics/accuracy.js';

const recipe = createRecipe({ model: mlp({ hidden: [8] }), fit: { epochs: 3, batchSize: 16 } });
const splitter = new KFold({ nSplits: 3, shuffle: true, seed: 4 });

/** A result without what differs between equal runs: how long they took. */
function timeless({ folds, ...rest }: CrossValidationResult) {
  return { ...rest, folds: folds.map((fold) => ({ ...fold, seconds: 0 })) };
}

const fittedOn: number[][] = [];
/** Notes which rows it is fitted on, by their number in feature 0. */
class RowNotes {
  fit(x: NdArray): this {
    fittedOn.push(Array.from({ length: x.shape[0]! }, (_, row) => x.data[row * x.shape[1]!]!));
    return this;
  }
  transform(x: NdArray): NdArray {
    return x;
  }
  toJSON() {
    return { className: 'RowNotes', config: {} };
  }
}
const noting = createRecipe({
  model: mlp({ hidden: [2] }),
  preprocess: [{ className: 'RowNotes', config: {} }],
  fit: { epochs: 1 },
});

let warned: string[];
beforeAll(async () => {
  await tf.setBackend('cpu');
  registerClass('preprocess', 'RowNotes', RowNotes);
});
beforeEach(() => {
  warned = [];
  fittedOn.length = 0;
  vi.spyOn(console, 'warn').mockImplementation((message: string) => void warned.push(message));
});
afterEach(() => {
  vi.restoreAllMocks();
  expect(warned.filter((message) => message.startsWith('occam: '))).toEqual([]);
});

describe('crossValidate', () => {
  it('learns separable classes and reports each fold', async () => {
    const long = createRecipe({
      model: mlp({ hidden: [8] }),
      optimizer: { name: 'adam', learningRate: 0.03 },
      fit: { epochs: 30, batchSize: 16 },
    });
    const result = await crossValidate({ recipe: long, data: blobs(), splitter, seed: 1 });
    expect(result.metrics).toEqual(['accuracy', 'logLoss']);
    expect(result.mean['accuracy']).toBeGreaterThan(0.8);
    expect(result.train.mean['accuracy']).toBeGreaterThan(0.8);
    const [low, high] = result.interval['accuracy']!;
    expect((low + high) / 2).toBeCloseTo(result.mean['accuracy']!, 12);
    expect(result.engine).toBe('tfjs');
    expect(result.splitter).toEqual(splitter.toJSON());
    expect(result.recipe).toEqual(long);
    for (const [index, fold] of result.folds.entries()) {
      expect(fold).toMatchObject({ index, trainSize: 40, validationSize: 0, testSize: 20 });
      expect(fold).toMatchObject({ epochs: 30, stopReason: 'epochs' });
      expect(fold.history.loss).toHaveLength(30);
      expect(fold.history.loss.at(-1)).toBeLessThan(fold.history.loss[0]!);
      expect(fold.test['accuracy']! * 20).toBeCloseTo(Math.round(fold.test['accuracy']! * 20), 9);
      expect(fold.train['accuracy']! * 40).toBeCloseTo(Math.round(fold.train['accuracy']! * 40), 9);
      expect(fold.seconds).toBeGreaterThan(0);
    }
  });

  it('fits numbers, with the metrics for numbers', async () => {
    const result = await crossValidate({
      recipe,
      data: line(),
      splitter,
      fit: { epochs: 60, optimizer: { name: 'adam', learningRate: 0.03 } },
    });
    expect(result.metrics).toEqual(['rmse', 'r2']);
    expect(result.mean['r2']).toBeGreaterThan(0.9);
    expect(result.mean['rmse']).toBeLessThan(0.7);
  });

  it('gives the same numbers for the same seed, in whatever order and through JSON', async () => {
    const options = { recipe, data: blobs(), splitter, validation: 0.2 };
    const first = timeless(await crossValidate({ ...options, seed: 1 }));
    expect(timeless(await crossValidate({ ...options, seed: 1 }))).toEqual(first);
    expect(timeless(await crossValidate({ ...options, seed: 1, executor: reversed }))).toEqual(
      first,
    );
    const sent = await crossValidate({ ...options, seed: 1, executor: throughJson });
    expect(timeless(sent)).toEqual(first);
    expect(JSON.parse(JSON.stringify(first.folds))).toEqual(first.folds);
    const other = timeless(await crossValidate({ ...options, seed: 2 }));
    expect(other.mean['logLoss']).not.toBe(first.mean['logLoss']);
  });

  it('scores random labels at chance, however well they are memorized', async () => {
    const rng = createRng(11);
    const data = createDataset({
      x: { data: Float32Array.from({ length: 400 }, () => rng.normal()), shape: [100, 4] },
      y: { data: rng.shuffle(Int32Array.from({ length: 100 }, (_, row) => row % 2)), shape: [100] },
      task: 'classification',
    });
    const memorizing = createRecipe({
      model: mlp({ hidden: [32] }),
      optimizer: { name: 'adam', learningRate: 0.03 },
      fit: { epochs: 60 },
    });
    const { mean, train } = await crossValidate({
      recipe: memorizing,
      data,
      seed: 1,
      splitter: new KFold({ nSplits: 5, shuffle: true, seed: 1 }),
    });
    expect(train.mean['accuracy']).toBeGreaterThan(0.8);
    // Four standard errors of 100 fair coins.
    expect(Math.abs(mean['accuracy']! - 0.5)).toBeLessThan(0.2);
  });

  it('fits preprocessing on the fitted rows alone: neither on test nor on validation rows', async () => {
    const data = numbered(Array.from({ length: 60 }, (_, row) => row % 2));
    const { folds } = await crossValidate({ recipe: noting, data, splitter, validation: 0.25 });
    const splits = Array.from(splitter.split(60));
    expect(fittedOn).toHaveLength(3);
    for (const [index, { train, test }] of splits.entries()) {
      const rows = fittedOn[index]!;
      expect(new Set(rows).size).toBe(30);
      expect(rows.filter((row) => !train.includes(row))).toEqual([]);
      expect(rows.filter((row) => test.includes(row))).toEqual([]);
      expect(folds[index]).toMatchObject({ trainSize: 30, validationSize: 10, testSize: 20 });
      expect(folds[index]!.history['val_loss']).toHaveLength(1);
    }
  });

  it('varies the rows that are fitted alone, and scores all rows as they are', async () => {
    let seen: number[] = [];
    registerClass('augment', 'Poison', () => ({
      vary({ x }: { x: NdArray }, rows: Uint32Array) {
        seen.push(...Array.from(rows, (row) => x.data[row]!));
        return { x: { data: new Float32Array(rows.length).fill(1e3), shape: [rows.length, 1] } };
      },
    }));
    const data = numbered(Array.from({ length: 60 }, (_, row) => row % 2));
    // The weights stay where they are, so that scores tell which rows were varied.
    const still = { name: 'sgd', learningRate: 1e-30 } as const;
    const plain = createRecipe({
      model: mlp({ hidden: [4], activation: 'linear' }),
      optimizer: still,
      fit: { epochs: 1 },
    });
    const poisoned = createRecipe({ ...plain, augment: [{ className: 'Poison' }] });
    const options = { data, splitter, validation: 0.25, executor: throughJson };
    const expected = await crossValidate({ ...options, recipe: plain });
    const { folds } = await crossValidate({ ...options, recipe: poisoned });
    for (const [index, { train, test, history }] of folds.entries()) {
      const other = expected.folds[index]!;
      expect({ train, test }).toEqual({ train: other.train, test: other.test });
      expect(history['val_loss']).toEqual(other.history['val_loss']);
      expect(history.loss).not.toEqual(other.history.loss);
    }
    for (const { train, test } of splitter.split(60)) {
      const rows = seen.slice(0, 30);
      seen = seen.slice(30);
      expect(new Set(rows).size).toBe(30);
      expect(rows.filter((row) => !train.includes(row) || test.includes(row))).toEqual([]);
    }
    expect(seen).toEqual([]);
  });

  it('validates on the latest training rows of a time series', async () => {
    const times = Float64Array.from({ length: 40 }, (_, row) => 1000 + row);
    const data = numbered(
      Array.from({ length: 40 }, (_, row) => row % 2),
      { times },
    );
    await crossValidate({
      recipe: noting,
      data,
      splitter: new TimeSeriesSplit({ nSplits: 3 }),
      validation: 0.2,
    });
    // Training parts of 10, 20 and 30 rows, of which 2, 4 and 6 are held out at the end.
    expect(fittedOn.map((rows) => rows.toSorted((a, b) => a - b))).toEqual(
      [8, 16, 24].map((length) => Array.from({ length }, (_, row) => row)),
    );
  });

  it('stops early on the validation rows', async () => {
    const { folds } = await crossValidate({
      recipe,
      data: blobs(),
      splitter,
      validation: 0.2,
      fit: { epochs: 40, earlyStopping: { patience: 1, minDelta: 0.2 } },
    });
    for (const fold of folds) {
      expect(fold.stopReason).toBe('earlyStopping');
      expect(fold.epochs).toBeLessThan(40);
    }
  });

  it('knows all classes in a fold whose training part lacks one', async () => {
    const data = blobs();
    const withoutLast: Splitter = {
      *split() {
        const rows = Uint32Array.from({ length: 60 }, (_, row) => row);
        yield {
          train: rows.filter((row) => data.y.data[row] !== 2),
          test: rows.filter((row) => data.y.data[row] === 2),
        };
      },
      count: () => 1,
      toJSON: () => ({ className: 'WithoutLast', config: {} }),
    };
    const widths: number[] = [];
    function width(targets: ArrayLike<number>, predictions: ArrayLike<number>): number {
      widths.push(predictions.length / targets.length);
      return 0;
    }
    const metrics = ['logLoss', width] as const;
    const { mean } = await crossValidate({ recipe, data, splitter: withoutLast, metrics });
    expect(widths).toEqual([3, 3]);
    expect(mean['logLoss']).toBeGreaterThan(0);
  });

  it('takes a function that builds a network, called with the seed of each fold', async () => {
    const seeds: number[] = [];
    const model = (seed: number) => {
      seeds.push(seed);
      return softmax(seed);
    };
    const options = { model, data: blobs(), splitter, fit: { epochs: 2 } };
    const first = timeless(await crossValidate({ ...options, seed: 3 }));
    const backwards = await crossValidate({ ...options, seed: 3, executor: reversed });
    expect(timeless(backwards)).toEqual(first);
    expect(new Set(seeds.slice(0, 3)).size).toBe(3);
    expect(seeds.slice(3).toReversed()).toEqual(seeds.slice(0, 3));
    expect(first).not.toHaveProperty('recipe');
  });

  it('gives each fold the weights of its rows', async () => {
    const data = blobs();
    const options = { recipe, data, splitter };
    const plain = timeless(await crossValidate(options));
    const ones = new Float32Array(60).fill(1);
    expect(timeless(await crossValidate({ ...options, fit: { sampleWeight: ones } }))).toEqual(
      plain,
    );
    // Rows 0 to 19 weigh nothing, whatever their labels: the networks must not notice a change there.
    const sampleWeight = Float32Array.from({ length: 60 }, (_, row) => (row < 20 ? 0 : 1));
    const moved = createDataset({
      x: data.x,
      y: {
        data: data.y.data.map((label, row) => (row < 20 ? 2 - label : label)) as Int32Array,
        shape: [60],
      },
      task: 'classification',
    });
    const objective = async (rows: typeof data) => {
      const { folds } = await crossValidate({ ...options, data: rows, fit: { sampleWeight } });
      return folds.map(({ history }) => history.objective);
    };
    expect(await objective(moved)).toEqual(await objective(data));
  });

  it('reports progress', async () => {
    const events: string[] = [];
    const results: unknown[] = [];
    const onProgress = (event: CrossValidationProgress) => {
      events.push(`${event.type} ${event.fold}/${event.folds}`);
      if (event.type === 'epoch') expect(event.logs['loss']).toBeGreaterThan(0);
      if (event.type === 'foldEnd') results.push(event.result);
    };
    const two = new KFold({ nSplits: 2 });
    const options = { recipe, data: blobs(), splitter: two, fit: { epochs: 2 }, onProgress };
    const { folds } = await crossValidate(options);
    expect(events).toEqual(
      [0, 1].flatMap((fold) => [
        `foldStart ${fold}/2`,
        `epoch ${fold}/2`,
        `epoch ${fold}/2`,
        `foldEnd ${fold}/2`,
      ]),
    );
    expect(results).toEqual(folds);
  });

  it('takes metrics as functions, and gives them what the named ones get', async () => {
    const same = (targets: ArrayLike<number>, predictions: ArrayLike<number>) =>
      accuracy(targets, predictions);
    const options = { recipe, data: blobs(), splitter, metrics: ['accuracy', same] as const };
    const { folds, metrics } = await crossValidate(options);
    expect(metrics).toEqual(['accuracy', 'same']);
    for (const { test } of folds) expect(test['same']).toBe(test['accuracy']);
  });

  it('leaves an undefined score out, names the fold, and survives JSON', async () => {
    // Unshuffled folds of sorted classes: each test part has one class alone.
    const data = numbered(Array.from({ length: 40 }, (_, row) => (row < 10 ? 0 : 1)));
    const options = {
      recipe,
      data,
      splitter: new KFold({ nSplits: 4 }),
      metrics: ['rocAuc', 'accuracy'] as const,
    };
    const { folds, mean, train } = await crossValidate({ ...options, executor: throughJson });
    expect(folds.map(({ test }) => test['rocAuc'])).toEqual([NaN, NaN, NaN, NaN]);
    expect(mean['rocAuc']).toBeNaN();
    expect(mean['accuracy']).not.toBeNaN();
    expect(train.mean['rocAuc']).not.toBeNaN();
    expect(warned.splice(0).filter((message) => message.startsWith('occam: '))).toEqual([
      expect.stringContaining('test rows of folds[0], folds[1], folds[2], folds[3]'),
      expect.stringContaining('rocAuc is undefined on the train rows of folds[0]'),
    ]);
  });
});
