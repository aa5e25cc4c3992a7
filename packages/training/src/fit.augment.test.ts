import { registerClass, takeRows, type NdArray } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { blobs, classifier, leavesNoTensor, onBackend, weightsOf } from '../test/helpers.js';
import type { Augmenter, AugmenterData } from './augmenter.js';
import { createRecipe, type RecipeOptions } from './createRecipe.js';
import { fit } from './fit.js';
import type { FitOptions, TrainingData } from './fitOptions.js';
import { mlp } from './mlp.js';
import type { PreprocessorClass } from './preprocessor.js';
import { train } from './train.js';

onBackend('cpu');

const data = blobs(37);
const validation = blobs(10, { seed: 8 });
const BASE = { epochs: 3, batchSize: 8, seed: 5, optimizer: { name: 'sgd', learningRate: 0.1 } };
const base = BASE as FitOptions;

/** What rows become: features shifted by the row's number and the epoch. */
function shifted(x: NdArray, rows: Uint32Array, epoch: number): NdArray {
  const taken = takeRows(x, rows);
  const width = taken.data.length / rows.length;
  const data = Float32Array.from(
    taken.data,
    (value, i) => value + (rows[Math.floor(i / width)]! % 3) + epoch,
  );
  return { data, shape: taken.shape };
}

const shift: Augmenter = {
  vary: ({ x, y }, rows, { epoch }) => ({ x: shifted(x, rows, epoch), y: takeRows(y, rows) }),
};
/** The same variant in each epoch, so that it can be had of training data as well. */
const still: Augmenter = {
  vary: (of, rows, { seed }) => shift.vary(of, rows, { epoch: 1, seed }),
};
const all = Uint32Array.from({ length: 37 }, (_, i) => i);
const stillData = { ...data, x: shifted(data.x, all, 1) };

/** Each row with three quarters of itself and a quarter of the next one. */
const mix: Augmenter = {
  vary({ x, y, classCount }, rows) {
    const next = rows.map((row) => (row + 1) % x.shape[0]!);
    const [a, b] = [takeRows(x, rows), takeRows(x, next)];
    const soft = new Float32Array(rows.length * classCount);
    rows.forEach((row, i) => {
      soft[i * classCount + y.data[row]!]! += 0.75;
      soft[i * classCount + y.data[next[i]!]!]! += 0.25;
    });
    return {
      x: {
        data: Float32Array.from(a.data, (v, i) => 0.75 * v + 0.25 * b.data[i]!),
        shape: a.shape,
      },
      y: { data: soft, shape: [rows.length, classCount] },
    };
  },
};
const given = mix.vary({ ...data, classCount: 3 }, all, { epoch: 0, seed: 0 });
const mixedData = { x: given.x, y: given.y! };

/** Trains the classifier; its history and weights. */
async function run(of: TrainingData, options: FitOptions, layers?: () => tf.layers.Layer[]) {
  const model = classifier(layers?.());
  try {
    const { history } = await fit(model, of, { ...base, ...options });
    return { history, weights: weightsOf(model) };
  } finally {
    model.dispose();
  }
}

describe('fit with augment', () => {
  it('trains on the varied rows, to the bit as if they were given', async () => {
    const given = await run(stillData, { validation });
    const varied = await leavesNoTensor(() => run(data, { augment: still, validation }));
    expect(varied).toEqual(given);
    expect(varied.history.loss).not.toEqual((await run(data, { validation })).history.loss);
  });

  it('varies no validation row', async () => {
    const poison: Augmenter = {
      vary: ({ x, y }, rows) => ({
        x: { data: takeRows(x, rows).data.map(() => 1000), shape: [rows.length, 4] },
        y: takeRows(y, rows),
      }),
    };
    const still = { validation, learningRateSchedule: () => 0, epochs: 2 };
    const [poisoned, plain] = [
      await run(data, { ...still, augment: poison }),
      await run(data, still),
    ];
    expect(poisoned.history['val_loss']).toEqual(plain.history['val_loss']);
    expect(poisoned.history['val_acc']).toEqual(plain.history['val_acc']);
    expect(Math.abs(poisoned.history.loss[0]! - plain.history.loss[0]!)).toBeGreaterThan(1e-3);
  });

  it('asks for each row once an epoch, whatever the batches are', async () => {
    const asked: number[][] = [];
    const seeds = new Set<unknown>();
    const watch: Augmenter = {
      vary(of, rows, options) {
        expect(of).toMatchObject({ x: data.x, classCount: 3 });
        (asked[options.epoch] ??= []).push(...rows);
        seeds.add(options.seed);
        return shift.vary(of, rows, options);
      },
    };
    const losses: number[][] = [];
    for (const batchSize of [37, 8, 1]) {
      asked.length = 0;
      const options = { augment: watch, batchSize, learningRateSchedule: () => 0 };
      losses.push((await run(data, options)).history.loss);
      expect(asked).toHaveLength(3);
      for (const rows of asked) expect(rows.toSorted((a, b) => a - b)).toEqual([...all]);
    }
    expect([...seeds]).toEqual([5]);
    for (const other of losses.slice(1))
      other.forEach((loss, epoch) => expect(loss).toBeCloseTo(losses[0]![epoch]!, 5));
    expect(losses[0]![1]).not.toBeCloseTo(losses[0]![0]!, 3);
  });

  it('trains on soft targets where rows are mixed, weighed by their shares', async () => {
    const mixed: TrainingData = { ...mixedData, task: 'classification' };
    expect(await run(data, { augment: mix })).toEqual(await run(mixed, {}));
    const classWeight = { 0: 1, 1: 2, 2: 5 };
    const weighed = await run(data, { augment: mix, classWeight });
    expect(weighed).toEqual(await run(mixed, { classWeight }));
    const { y } = mixedData;
    const sampleWeight = Float32Array.from(
      all,
      (row) => y.data[3 * row]! + 2 * y.data[3 * row + 1]! + 5 * y.data[3 * row + 2]!,
    );
    expect(weighed).toEqual(await run(mixed, { sampleWeight }));
  });

  it('balances soft targets by their shares', async () => {
    const y = { data: new Float32Array([0.5, 0.5, 0, 1, 0, 0, 0, 0.5, 0.5]), shape: [3, 3] };
    const of = { x: { data: data.x.data.subarray(0, 12), shape: [3, 4] }, y } as const;
    const balanced = await run(
      { ...of, task: 'classification' },
      { classWeight: 'balanced', epochs: 1 },
    );
    // Shares 1.5, 1 and 0.5 of 3 rows: weights 2/3, 1 and 2.
    const classWeight = { 0: 2 / 3, 1: 1, 2: 2 };
    expect(balanced).toEqual(
      await run({ ...of, task: 'classification' }, { classWeight, epochs: 1 }),
    );
  });

  it('resamples once, training rows alone, and the epochs follow', async () => {
    let calls = 0;
    const twice: Augmenter = {
      ...still,
      resample({ x, y }, seed) {
        calls += 1;
        expect(seed).toBe(5);
        const rows = Uint32Array.from({ length: 74 }, (_, i) => i % 37);
        return { x: takeRows(x, rows), y: takeRows(y, rows) };
      },
      vary: ({ x }, rows) => ({ x: takeRows(x, rows) }),
    };
    const batches: number[] = [];
    const options: FitOptions = {
      validation,
      onProgress: ({ logs, batches: n }) => logs && batches.push(n),
    };
    const rows = Uint32Array.from({ length: 74 }, (_, i) => i % 37);
    const doubled = { ...data, x: takeRows(data.x, rows), y: takeRows(data.y, rows) };
    const expected = await run(doubled, { validation, classWeight: 'balanced' });
    const resampled = await run(data, { ...options, augment: twice, classWeight: 'balanced' });
    expect(resampled).toEqual(expected);
    expect(calls).toBe(1);
    expect(batches).toEqual([10, 10, 10]);
    const sampleWeight = new Float32Array(37).fill(1);
    await expect(run(data, { augment: twice, sampleWeight })).rejects.toThrow(
      /sampleWeight cannot be had together with resampling: .*; take classWeight instead/,
    );
    const wrong: Augmenter = {
      ...twice,
      resample: ({ x, y }) => ({ x, y: takeRows(y, all.slice(1)) }),
    };
    await expect(run(data, { augment: wrong })).rejects.toThrow(
      /the resampled rows have 37 rows in x, but 36 in y/,
    );
  });

  it('lets augmenters work one after the other, on rows varied by those before', async () => {
    const seen: AugmenterData[] = [];
    const watch: Augmenter = {
      vary(of, rows, options) {
        seen.push(of);
        expect(options.seed).toBe('5/1');
        return mix.vary(of, rows, options);
      },
    };
    const chained = await run(data, { augment: [still, watch] });
    const direct = await run(stillData, { augment: mix });
    expect(chained).toEqual(direct);
    expect(Array.from(seen[0]!.x.data)).toEqual(Array.from(stillData.x.data));
  });

  it('averages statistics over varied rows, and takes SAM’s gradients on the same ones', async () => {
    const layers = () => [tf.layers.batchNormalization()];
    const optimizer = { name: 'sgd', learningRate: 0.1, swa: { start: 0 }, sam: {} } as const;
    const varied = await run(data, { augment: still, optimizer, validation }, layers);
    expect(varied).toEqual(await run(stillData, { optimizer, validation }, layers));
  });

  it('takes batches that workers vary ahead, in whatever order they come', async () => {
    let open = 0;
    let most = 0;
    let disposed = 0;
    const ahead: Augmenter = {
      ...shift,
      async prefetch(of, { seed, workers }) {
        expect(workers).toBe(2);
        return {
          async vary(rows, epoch) {
            most = Math.max(most, ++open);
            await new Promise((resolve) => void setTimeout(resolve, (rows[0]! * 7) % 5));
            open -= 1;
            return shift.vary(of, rows, { epoch, seed });
          },
          dispose: () => (disposed += 1),
        };
      },
    };
    const prefetched = await run(data, { augment: ahead, augmentWorkers: 2 });
    expect(prefetched).toEqual(await run(data, { augment: shift }));
    expect([most > 1, most <= 7, disposed]).toEqual([true, true, 1]);
    const broken: Augmenter = {
      ...shift,
      prefetch: async () => ({
        vary: () => Promise.reject(new Error('worker died')),
        dispose: () => (disposed += 1),
      }),
    };
    await leavesNoTensor(() =>
      expect(run(data, { augment: broken, augmentWorkers: 1 })).rejects.toThrow('worker died'),
    );
    expect(disposed).toBe(2);
    const unable: Augmenter = { ...shift, prefetch: async () => undefined };
    const here = await run(data, { augment: unable, augmentWorkers: 1 });
    expect(here).toEqual(await run(data, { augment: shift }));
  });

  const rowsOf = (change: (x: NdArray, y: NdArray) => { x: NdArray; y: NdArray }): Augmenter => ({
    vary: (of, rows) => change(takeRows(of.x, rows), takeRows(of.y, rows)),
  });
  it.each([
    [3, /augment must be an augmenter, as augment\(\[…\]\) of .*, or its JSON, not 3/],
    [[shift, {}], /augment\[1\] must be an augmenter/],
    [
      { className: 'elastic', apply() {} },
      /augment is a transform: put transforms into a pipeline/,
    ],
    [{ className: 'Pipelin' }, /no augment 'Pipelin' is registered.*recipe's uses/s],
    [
      rowsOf((x, y) => ({ x: takeRows(x, [0]), y })),
      /as many rows as it was asked for, 8, but its x has the shape \[1, 4\]/,
    ],
    [
      rowsOf((x, y) => ({ x: { ...x, shape: [8, 2, 2] }, y })),
      /x of the varied rows has rows of shape \[2, 2\], but the model takes \[4\]/,
    ],
    [
      rowsOf((x) => ({ x, y: { data: new Int32Array(8).fill(7), shape: [8] } })),
      /y of the varied rows has the class 7 in row 0/,
    ],
    [
      rowsOf((x) => ({ x, y: { data: new Float32Array(24).fill(1), shape: [8, 3] } })),
      /soft targets of the varied rows must sum to 1/,
    ],
  ])('refuses %o', async (augment, message) => {
    await leavesNoTensor(() =>
      expect(
        run(data, { augment: augment as FitOptions['augment'], engine: 'tfjs' }),
      ).rejects.toThrow(message),
    );
    await leavesNoTensor(() =>
      expect(run(data, { augment: augment as FitOptions['augment'] })).rejects.toThrow(message),
    );
  });

  it('refuses a number of workers below 0', async () => {
    await expect(run(data, { augmentWorkers: -1 })).rejects.toThrow(
      /augmentWorkers must be a whole/,
    );
  });
});

describe('train with augment', () => {
  const Doubler: PreprocessorClass = class {
    fit() {
      return this;
    }
    transform({ data: values, shape }: NdArray) {
      return { data: Float32Array.from(values, (value) => 2 * value), shape };
    }
    toJSON() {
      return { className: 'TestDoubler', config: {} };
    }
  };
  registerClass('preprocess', 'TestDoubler', Doubler);
  const seen: number[] = [];
  registerClass('augment', 'TestShift', ({ by = 0 }: { by?: number }): Augmenter => ({
    vary(of, rows) {
      seen.push(of.x.data[0]!);
      const { data: values, shape } = takeRows(of.x, rows);
      return {
        x: { data: Float32Array.from(values, (v) => v + by), shape },
        y: takeRows(of.y, rows),
      };
    },
    toJSON: () => ({ className: 'TestShift', config: { by } }),
  }));
  const options: RecipeOptions = {
    model: mlp({ hidden: [4] }),
    preprocess: [{ className: 'TestDoubler' }],
    fit: { epochs: 2, batchSize: 8 },
  };

  it('follows the recipe, after preprocessing, and the call where it says otherwise', async () => {
    const recipe = createRecipe({
      ...options,
      augment: [{ className: 'TestShift', config: { by: 1 } }],
    });
    expect(createRecipe(JSON.parse(JSON.stringify(recipe)) as RecipeOptions)).toEqual(recipe);
    seen.length = 0;
    const trained = await train(recipe, data, { seed: 1 });
    expect(new Set(seen)).toEqual(new Set([2 * data.x.data[0]!]));
    const plain = await train(createRecipe(options), data, {
      seed: 1,
      augment: { className: 'TestShift', config: { by: 1 } },
    });
    expect(trained.history).toEqual(plain.history);
    expect(plain.recipe.augment).toEqual(recipe.augment);
    const without = await train(recipe, data, { seed: 1, augment: [] });
    expect(without.recipe.augment).toEqual([]);
    expect(without.history.loss).not.toEqual(plain.history.loss);
    const own = await train(recipe, data, { seed: 1, augment: shift });
    expect(own.recipe.augment).toEqual([]);
    for (const { dispose } of [trained, plain, without, own]) dispose();
  });

  it('names in uses what makes an augmenter known, whoever gives it', async () => {
    const own: Augmenter = {
      ...shift,
      uses: ['./shift.js'],
      toJSON: () => ({ className: 'TestShift', config: {} }),
    };
    expect(createRecipe({ ...options, augment: [own] }).uses).toEqual(['./shift.js']);
    const { recipe, dispose } = await train(createRecipe(options), data, { augment: own });
    expect(recipe).toMatchObject({ uses: ['./shift.js'], augment: [{ className: 'TestShift' }] });
    dispose();
  });
});
