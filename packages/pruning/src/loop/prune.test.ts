import { createRng } from '@occam/core';
import { createDataset, digits } from '@occam/datasets';
import { createRecipe, mlp, predict } from '@occam/training';
import * as tf from '@tensorflow/tfjs';
import { restoreWasm, useBackend } from '@occam/backend';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  magnitude,
  masksOf,
  movement,
  outgoingWeights,
  prune,
  random,
  sensitivity,
  type PruneOptions,
  type PruningProgress,
} from '../index.js';
import { createSchedule } from './schedule.js';
import { chooseStaying } from './choose.js';

const data = digits(400);
const recipe = createRecipe({
  model: mlp({ hidden: [24, 16] }),
  fit: { epochs: 8, batchSize: 16 },
});
const quick = { recipe, data, criterion: magnitude(), target: 'weights', seed: 1 } as const;

beforeAll(async () => {
  await useBackend('wasm');
});
afterAll(restoreWasm);

/** Runs a pruning, and checks that nothing but its network is left. */
async function pruned(options: PruneOptions) {
  const before = tf.memory().numTensors;
  const result = await prune(options);
  expect(tf.memory().numTensors - before).toBe(2 * result.model.weights.length);
  result.dispose();
  expect(tf.memory().numTensors).toBe(before);
  return result;
}

describe('prune', () => {
  it('takes weights away round by round, keeps them away, and keeps the best network', async () => {
    const result = await prune({ ...quick, step: 0.5, until: { error: 0.4, rounds: 4 } });
    const shares = result.rounds.map(({ remaining, total }) => remaining / total);
    [1, 0.5, 0.25, 0.125].forEach((share, i) => expect(shares[i]).toBeCloseTo(share, 3));
    expect(result.rounds[0]!.error).toBeLessThan(0.35);
    expect(result.best.error).toBeLessThanOrEqual(0.4);
    // The smallest network within the error is kept.
    const within = result.rounds.filter(({ error }) => error <= 0.4);
    expect(result.best).toBe(within.at(-1));
    const kept = [...masksOf(result.model).values()].reduce(
      (n, m) => n + m.reduce((a, b) => a + b, 0),
      0,
    );
    expect(kept).toBe(result.best.remaining);
    result.dispose();
  });

  it('takes units out for real', async () => {
    const result = await prune({
      ...quick,
      criterion: outgoingWeights(),
      target: 'units',
      step: { schedule: 'oneShot', sparsity: 0.5 },
      until: { error: 1 },
    });
    expect(result.stopReason).toBe('rounds');
    expect(result.rounds[1]!.layers).toMatchObject({
      [result.model.layers.at(-3)!.name]: { remaining: 12, total: 24 },
    });
    expect(result.model.countParams()).toBe(784 * 12 + 12 + 12 * 8 + 8 + 8 * 10 + 10);
    expect(result.best.parameters).toBeLessThanOrEqual(result.model.countParams());
    result.dispose();
  });

  it('takes inputs out, and finds those that matter', async () => {
    const rng = createRng(3);
    const x = Float32Array.from({ length: 600 * 12 }, () => rng.normal());
    const y = Int32Array.from({ length: 600 }, (_, row) => {
      const [a, b, c] = x.subarray(row * 12);
      return a! - 0.8 * b! + c! > 0 ? 1 : 0;
    });
    const table = createDataset({
      x: { data: x, shape: [600, 12] },
      y: { data: y, shape: [600] },
      task: 'classification',
    });
    const result = await prune({
      ...quick,
      recipe: createRecipe({
        model: mlp({ hidden: [16] }),
        optimizer: { name: 'adam', learningRate: 0.01 },
        fit: { epochs: 20 },
      }),
      data: table,
      criterion: sensitivity(),
      target: 'inputs',
      step: { schedule: 'cubic', sparsity: 0.75, rounds: 3 },
      until: { error: 1 },
    });
    expect(result.inputs).toEqual(Uint32Array.of(0, 1, 2));
    const shape = [2, 3];
    const predictions = await predict(result.model, { data: new Float32Array(6), shape });
    expect(predictions.shape).toEqual([2, 2]);
    result.dispose();
  });

  it('gives the network of before, also to a run that goes on, and validates on the latest rows', async () => {
    const x = Float32Array.from({ length: 40 }, (_, row) => row / 40);
    const series = createDataset({
      x: { data: x, shape: [40, 1] },
      y: { data: x.map((value) => 2 * value), shape: [40] },
      task: 'regression',
      times: Float64Array.from(x),
    });
    let kept: string | undefined;
    const store = {
      load: () => Promise.resolve(kept),
      save: (state: string) => Promise.resolve(void (kept = state)),
    };
    const options: PruneOptions = {
      ...quick,
      recipe: createRecipe({ model: mlp({ hidden: [4] }), fit: { epochs: 5 } }),
      data: series,
      step: 0.5,
      until: { error: 1e9, rounds: 1 },
      engine: 'fused',
      store,
    };
    for (let run = 0; run < 2; run++) {
      const { before, rounds, dispose } = await prune(options);
      expect(masksOf(before).size).toBe(0);
      const late = { data: x.subarray(32), shape: [8, 1] };
      const { data: predicted } = await predict(before, late);
      const squares = Array.from(predicted).reduce(
        (sum, y, i) => sum + (y - 2 * x[32 + i]!) ** 2,
        0,
      );
      expect(squares / 8).toBeCloseTo(rounds[0]!.error, 6);
      dispose();
    }
  });

  it('ends when the validation error rises, or there is nothing left', async () => {
    const falls = await pruned({ ...quick, step: 0.6, until: { patience: 2 } });
    expect(falls.stopReason).toBe('error');
    const { rounds } = falls;
    const lowest = Math.min(...rounds.map(({ error }) => error));
    expect(falls.best.error).toBe(lowest);
    expect(rounds.slice(-2).every(({ error }) => error > lowest)).toBe(true);
    const empty = await pruned({
      ...quick,
      recipe: createRecipe({ model: mlp({ hidden: [2] }), fit: { epochs: 1 } }),
      target: 'units',
      step: 0.9,
      until: { error: 1 },
    });
    expect(empty.stopReason).toBe('nothingLeft');
    expect(empty.rounds.at(-1)!.remaining).toBe(1);
    const enough = await pruned({ ...quick, step: 0.5, until: { error: 1, parameters: 1000 } });
    expect(enough.stopReason).toBe('parameters');
    expect(enough.rounds.at(-2)!.parameters).toBeGreaterThan(1000);
  });

  it('takes something out each round, however few there are, and a plan to its end', async () => {
    const few = {
      ...quick,
      recipe: createRecipe({ model: mlp({ hidden: [5] }), fit: { epochs: 1 } }),
      criterion: outgoingWeights(),
      target: 'units',
      until: { error: 1 },
    } as const;
    const counts = ({ rounds }: { rounds: readonly { remaining: number }[] }) =>
      rounds.map(({ remaining }) => remaining);
    // A fifth of three units is less than half a unit.
    const shares = await pruned({ ...few, step: 0.2 });
    expect(counts(shares)).toEqual([5, 4, 3, 2, 1]);
    expect(shares.stopReason).toBe('nothingLeft');
    const step = { schedule: 'linear', sparsity: 0.4, rounds: 10 } as const;
    const plan = await pruned({ ...few, step });
    expect(counts(plan)).toEqual([5, 4, 3]);
    expect(plan.stopReason).toBe('rounds');
  });

  it('takes the same units out of layers that are added up, and none of the outputs', async () => {
    const input = tf.input({ shape: [784] });
    const dense = (units: number, name: string) => tf.layers.dense({ units, name });
    const a = dense(6, 'a').apply(input) as tf.SymbolicTensor;
    const b = dense(6, 'b').apply(tf.layers.reLU().apply(a)) as tf.SymbolicTensor;
    const sum = tf.layers.add().apply([a, b]) as tf.SymbolicTensor;
    const c = dense(4, 'c').apply(sum) as tf.SymbolicTensor;
    const out = dense(10, 'out').apply(c) as tf.SymbolicTensor;
    const outputs = tf.layers.softmax().apply(out) as tf.SymbolicTensor;
    const model = tf.model({ inputs: input, outputs });
    const options = {
      ...quick,
      recipe: undefined,
      model,
      data: digits(60),
      target: 'units',
      step: 0.5,
      fineTune: { epochs: 1 },
    } as const;
    const result = await pruned({ ...options, until: { error: 1, rounds: 1 } });
    const { layers } = result.rounds[1]!;
    expect(layers).toEqual({
      a: { remaining: 3, total: 6 },
      b: { remaining: 3, total: 6 },
      c: { remaining: 2, total: 4 },
    });
    await expect(prune({ ...options, layers: ['a'] })).rejects.toThrow(
      "prune: 'a', 'b' are added up and lose the same units: name all of them in layers, or none",
    );
    await expect(prune({ ...options, layers: ['out'] })).rejects.toThrow(
      "the units of 'out' must stay, as the network's outputs",
    );
    model.dispose();
  });

  it('refuses to train where units cannot be taken out', async () => {
    const onProgress = () => {
      throw new Error('nothing should have been trained');
    };
    const hidden = [
      tf.layers.dense({ units: 4, inputShape: [784] }),
      tf.layers.layerNormalization(),
    ];
    const model = tf.sequential({ layers: [...hidden, tf.layers.dense({ units: 10 })] });
    const topology = { className: 'Sequential', config: model.getConfig() };
    const options = { ...quick, target: 'units', onProgress } as const;
    const given = prune({ ...options, recipe: createRecipe({ model: { topology } }) });
    await expect(given).rejects.toThrow('LayerNormalization, which cannot be made smaller');
    model.dispose();
  });

  it('takes a network with one sigmoid unit, or logits, for what it is', async () => {
    const x = Float32Array.from({ length: 40 }, (_, row) => (row - 19.5) / 20);
    const y = Int32Array.from(x, (value) => (value > 0 ? 1 : 0));
    const table = createDataset({
      x: { data: x, shape: [40, 1] },
      y: { data: y, shape: [40] },
      task: 'classification',
    });
    // z = 3x, of one unit or of two.
    const losses: number[] = [];
    for (const [units, activation] of [
      [1, 'sigmoid'],
      [1, 'linear'],
      [2, 'linear'],
    ] as const) {
      const dense = tf.layers.dense({ units, activation, inputShape: [1] });
      const model = tf.sequential({ layers: [dense] });
      model.setWeights([tf.tensor2d([units === 1 ? [3] : [0, 3]]), tf.zeros([units])]);
      const options = { model, data: table, validation: table, criterion: magnitude() } as const;
      const result = await prune({ ...options, target: 'weights', until: { rounds: 0 } });
      expect(result.rounds[0]!.error).toBe(0);
      losses.push(result.rounds[0]!.loss);
      result.dispose();
      model.dispose();
    }
    const expected = x.reduce((sum, v) => sum + Math.log(1 + Math.exp(-3 * Math.abs(v))), 0) / 40;
    for (const loss of losses) expect(loss).toBeCloseTo(expected, 5);
  });

  it('is the same for the same seed, and goes on where it was interrupted', async () => {
    const options = { ...quick, step: 0.4, until: { error: 1, rounds: 3 } } as const;
    const whole = await pruned(options);
    let kept: string | undefined;
    const store = {
      load: () => Promise.resolve(kept),
      save: (state: string) => Promise.resolve(void (kept = state)),
    };
    const abort = new AbortController();
    const before = tf.memory().numTensors;
    const onProgress = (event: PruningProgress) => {
      if (event.type === 'epoch' && event.round === 2) abort.abort(new Error('enough'));
    };
    const interrupted = prune({ ...options, store, signal: abort.signal, onProgress });
    await expect(interrupted).rejects.toThrow('enough');
    expect(tf.memory().numTensors).toBe(before);
    const seen: number[] = [];
    const rest = await pruned({
      ...options,
      store,
      onProgress: (event) => event.type === 'epoch' && seen.push(event.round),
    });
    expect(new Set(seen)).toEqual(new Set([2, 3]));
    const numbers = (rounds: typeof whole.rounds) =>
      rounds.map((round) => ({ ...round, seconds: 0 }));
    expect(numbers(rest.rounds)).toEqual(numbers(whole.rounds));
    await expect(prune({ ...options, seed: 2, store })).rejects.toThrow(
      'the stored state is that of another pruning',
    );
    // A finished run goes further where it ends later.
    seen.length = 0;
    const further = await pruned({
      ...options,
      until: { error: 1, rounds: 4 },
      store,
      onProgress: (event) => event.type === 'epoch' && seen.push(event.round),
    });
    expect(new Set(seen)).toEqual(new Set([4]));
    expect(numbers(further.rounds).slice(0, 4)).toEqual(numbers(whole.rounds));
  });

  it.each(['units', 'inputs'] as const)(
    'goes on with %s as without an interruption',
    async (target) => {
      const options = {
        ...quick,
        recipe: createRecipe({ model: mlp({ hidden: [8, 5] }), fit: { epochs: 1 } }),
        criterion: magnitude(),
        target,
        step: 0.4,
        atLeast: target === 'units' ? { hidden2: 0.5 } : 0.3,
      } as const;
      let kept: string | undefined;
      const store = {
        load: () => Promise.resolve(kept),
        save: (state: string) => Promise.resolve(void (kept = state)),
      };
      const whole = await pruned({ ...options, until: { error: 1, rounds: 3 } });
      for (const rounds of [1, 2]) await pruned({ ...options, until: { error: 1, rounds }, store });
      const rest = await pruned({ ...options, until: { error: 1, rounds: 3 }, store });
      const numbers = ({ rounds }: typeof whole) =>
        rounds.map((round) => ({ ...round, seconds: 0 }));
      expect(numbers(rest)).toEqual(numbers(whole));
      expect(rest.inputs).toEqual(whole.inputs);
      const others = data.select(Uint32Array.of(0, 1, 2));
      const strange = prune({ ...options, until: { error: 1 }, validation: others, store });
      await expect(strange).rejects.toThrow('the stored state is that of another pruning');
      if (target === 'units')
        expect(rest.rounds[3]!.layers['hidden2']).toEqual({ remaining: 3, total: 5 });
    },
  );

  it('rewinds to the initial weights, to those of an epoch, or to others', async () => {
    const step = { schedule: 'oneShot', sparsity: 0.5 } as const;
    const at = async (rewind: PruneOptions['rewind']) => {
      const result = await prune({
        ...quick,
        step,
        rewind,
        until: { error: 1 },
        // What is left is the weights that fine-tuning started from.
        fineTune: { epochs: 1, optimizer: { name: 'sgd', learningRate: 1e-12 } },
      });
      const [kernel] = result.model.getWeights().map((w) => [...w.dataSync()]);
      result.dispose();
      return kernel!;
    };
    const [none, initial, second, other] = [
      await at('none'),
      await at('initial'),
      await at({ epoch: 2 }),
      await at('random'),
    ];
    const same = (a: number[], b: number[]) => a.every((w, i) => Math.abs(w - b[i]!) < 1e-6);
    expect(none.map((w) => w === 0)).toEqual(initial.map((w) => w === 0));
    expect(none.map((w) => w === 0)).toEqual(other.map((w) => w === 0));
    for (const [a, b] of [
      [none, initial],
      [initial, second],
      [second, none],
      [other, initial],
    ]) {
      expect(same(a!, b!)).toBe(false);
    }
  });

  it('draws random weights anew each round, also for fewer units', async () => {
    const after = async (rounds: number) => {
      const result = await prune({
        ...quick,
        criterion: outgoingWeights(),
        target: 'units',
        step: 0.5,
        rewind: 'random',
        until: { error: 1, rounds },
        fineTune: { epochs: 1, optimizer: { name: 'sgd', learningRate: 1e-12 } },
      });
      const [kernel, , second] = result.model.getWeights().map((w) => [...w.dataSync()]);
      result.dispose();
      return { kernel: kernel!, second: second! };
    };
    const [once, twice] = [await after(1), await after(2)];
    expect([once.kernel.length, twice.kernel.length]).toEqual([784 * 12, 784 * 6]);
    expect([once.second.length, twice.second.length]).toEqual([12 * 8, 6 * 4]);
    const before = new Set(once.second.map((w) => w.toFixed(6)));
    expect(twice.second.filter((w) => before.has(w.toFixed(6)))).toEqual([]);
  });

  it('lets movement watch, and beats nothing with random', async () => {
    const result = await pruned({
      ...quick,
      criterion: random({ seed: 4 }),
      until: { error: 1, rounds: 1 },
    });
    expect(result.rounds).toHaveLength(2);
    const model = tf.sequential({
      layers: [
        tf.layers.dense({ units: 10, activation: 'softmax', inputShape: [784], name: 'all' }),
      ],
    });
    const { recipe: _, ...others } = quick;
    const moved = await prune({
      ...others,
      model,
      criterion: movement(),
      until: { error: 1, rounds: 2 },
      fineTune: { epochs: 2 },
    });
    expect(moved.rounds.map(({ remaining }) => remaining)).toEqual([7840, 6272, 5018]);
    moved.dispose();
    model.dispose();
  });

  it('refuses wrong options before any work', async () => {
    const refuse = async (options: Partial<PruneOptions>, message: RegExp | string) =>
      expect(prune({ ...quick, ...options } as PruneOptions)).rejects.toThrow(message);
    await refuse(
      { recipe: undefined },
      'needs a recipe or a model, and not both: neither is given',
    );
    await refuse({ criterion: outgoingWeights() }, 'outgoingWeights does not score weights');
    await refuse(
      { target: 'neurons' as never },
      /target must be one of 'weights', 'units', 'inputs'/,
    );
    const { x, y, task } = data;
    const images = createDataset({ x: { ...x, shape: [400, 28, 28, 1] }, y, task });
    await refuse(
      { data: images, target: 'inputs', criterion: sensitivity() },
      "target 'inputs' takes features out of flat rows, [n, features], not out of rows of shape [28, 28, 1]",
    );
    await refuse({ step: 1 }, /step must be a number above 0 and below 1, not 1/);
    await refuse({ step: { schedule: 'linear', sparsity: 1 } }, /step.sparsity/);
    await refuse({ until: { rounds: -1 } }, /until.rounds/);
    await refuse({ layers: ['nowhere'] }, /the model has no layer 'nowhere'/);
    await refuse({ layers: [] }, 'layers is empty: name those to prune, or leave it out');
    await refuse({ layers: ['hidden1', 'hidden1'] }, "layers names 'hidden1' twice");
    await refuse(
      { target: 'units', criterion: outgoingWeights(), layers: ['output'] },
      "prune: the units of 'output' must stay, as the network's outputs or what is added to others that must; layers that can lose units: 'hidden1', 'hidden2'",
    );
    await refuse(
      { atLeast: { hiden1: 0.5 } },
      "atLeast names 'hiden1', which is not pruned (did you mean 'hidden1'?)",
    );
    await refuse({ fineTune: null as never }, 'fineTune must be options of fit, not null');
    await refuse(
      { store: {} as never },
      'store must be an object with the functions load and save',
    );
    await refuse({ onProgress: 3 as never }, 'onProgress must be a function, not 3');
    await refuse({ signal: 3 as never }, 'signal must be an AbortSignal');
    await refuse({ recipe: {} as never }, 'recipe must be a recipe, as createRecipe() makes one');
    await refuse({ recipe: undefined, model: {} as never }, 'prune takes a tf.LayersModel');
    const numbers = createDataset({
      x,
      y: { data: x.data.subarray(0, 400), shape: [400] },
      task: 'regression',
    });
    await refuse({ validation: numbers }, 'validation must be of the task of data, classification');
    await refuse(
      { validation: images },
      'validation must have rows of shape [784] as data has, not [28, 28, 1]',
    );
    const none = { ...magnitude(), scoreUnits: () => Float32Array.of(NaN), className: 'own' };
    const quickly = createRecipe({ model: mlp({ hidden: [1] }), fit: { epochs: 1 } });
    await refuse(
      { recipe: quickly, criterion: none, target: 'units' },
      "the criterion own gives NaN at 0 of the units of 'hidden1'",
    );
    await refuse(
      { criterion: none, target: 'units', until: { rounds: 1 } },
      "the criterion own must give 24 scores for the units of 'hidden1', not 1",
    );
    await refuse({ rewind: { epoch: 0 } }, /rewind.epoch must be a whole number at least 1/);
    await refuse(
      { rewind: { epoch: 99 } },
      'rewind.epoch is 99, but training ended after 8 epochs',
    );
    await refuse({ validation: 1 }, /validation must be a number above 0 and below 1/);
    await refuse({ fineTune: { seed: 1 } as never }, "fineTune.seed is prune's own to set");
    const noise = { className: 'Pipeline', config: { transforms: [] } };
    await refuse(
      {
        recipe: createRecipe({ ...recipe, augment: [noise] }),
        criterion: sensitivity(),
        target: 'inputs',
      },
      "prune varies rows by the recipe's augment as the network takes them",
    );
    await refuse({ strange: 1 } as never, /prune has no option 'strange'/);
  });
});

describe('a schedule', () => {
  it('follows its formula', () => {
    const stays = (step: Parameters<typeof createSchedule>[0], rounds: number[]) =>
      rounds.map((round) => createSchedule(step).stays(round));
    expect(stays(0.2, [0, 1, 2])).toEqual([1, 0.8, 0.8 ** 2]);
    expect(stays({ schedule: 'oneShot', sparsity: 0.9 }, [0, 1])).toEqual([1, 1 - 0.9]);
    expect(stays({ schedule: 'linear', sparsity: 0.5, rounds: 2 }, [1, 2])).toEqual([0.75, 0.5]);
    expect(stays({ schedule: 'cubic', sparsity: 0.8, rounds: 2 }, [1, 2])).toEqual([
      1 - 0.8 * 0.875,
      1 - 0.8,
    ]);
  });
});

describe('choosing', () => {
  const layer = (name: string, scores: number[], left?: number[]) => ({
    layer: name,
    scores: Float32Array.from(scores),
    left: Uint8Array.from(left ?? scores.map(() => 1)),
    total: 4,
    atLeast: 1,
  });

  it('goes by layer or over all, and never brings back what is gone', () => {
    const layers = [layer('a', [1, 2, 3, 4]), layer('b', [5, 6, 7, 8], [1, 0, 1, 1])];
    expect(chooseStaying(layers, 0.5, 'layer').map((m) => [...m])).toEqual([
      [0, 0, 1, 1],
      [0, 0, 1, 1],
    ]);
    expect(chooseStaying(layers, 0.5, 'global').map((m) => [...m])).toEqual([
      [0, 0, 0, 1],
      [1, 0, 1, 1],
    ]);
    expect(chooseStaying(layers, 0, 'global').map((m) => [...m])).toEqual([
      [0, 0, 0, 1],
      [0, 0, 0, 1],
    ]);
  });
});
