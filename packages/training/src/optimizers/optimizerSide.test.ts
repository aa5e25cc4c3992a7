import { createRng } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import reference from '../../fixtures/optimizerSide.json' with { type: 'json' };
import optimizers from '../../fixtures/optimizers.json' with { type: 'json' };
import {
  blobs,
  classifier,
  expectClose,
  FUSED,
  leavesNoTensor,
  onBackend,
  weightsOf,
} from '../../test/helpers.js';
import { createEngine } from '../createEngine.js';
import { fit } from '../fit.js';
import { createRecipe } from '../createRecipe.js';
import { mlp } from '../mlp.js';
import { clipNorm } from './clipNorm.js';
import { clipValue } from './clipValue.js';
import { decoupledWeightDecay } from './decoupledWeightDecay.js';
import { ema } from './ema.js';
import { globalClipNorm } from './globalClipNorm.js';
import { lookahead } from './lookahead.js';
import { resolveObjective } from '../objective.js';
import type { OptimizerConfig, OptimizerOptions } from './optimizerConfig.js';
import { resolveOptimizer } from './resolveOptimizer.js';
import { sam } from './sam.js';
import { swa } from './swa.js';

onBackend('cpu');

const [one] = optimizers.cases;
const rows = {
  x: { data: Float32Array.from(one!.X.flat()), shape: [8, 4] },
  y: { data: Int32Array.from(one!.Y), shape: [8] },
  task: 'classification',
} as const;

/** The network of the reference, with batch normalization before tanh if asked for. */
function network(batchNormalized: boolean): tf.LayersModel {
  const norm = [tf.layers.batchNormalization(), tf.layers.activation({ activation: 'tanh' })];
  const model = tf.sequential({
    layers: [
      tf.layers.dense({
        units: 5,
        inputShape: [4],
        activation: batchNormalized ? 'linear' : 'tanh',
      }),
      ...(batchNormalized ? norm : []),
      tf.layers.dense({ units: 3, activation: 'softmax' }),
    ],
  });
  const { W1, b1, W2, b2 } = one!.initial;
  const [first, last] = [model.layers[0]!, model.layers.at(-1)!];
  const weights = [W1, b1, W2, b2].map((weight) => tf.tensor(weight));
  first.setWeights(weights.slice(0, 2));
  last.setWeights(weights.slice(2));
  tf.dispose(weights);
  return model;
}

interface Case {
  id: string;
  optimizer: OptimizerConfig;
  epochs: number;
  weights: (number | number[])[][];
  valLoss: (number | null)[];
  mean?: number[];
  variance?: number[];
}

describe.each(reference.cases as Case[])('$id of PyTorch', (reached) => {
  it('gives the same weights and validation losses', async () => {
    await leavesNoTensor(async () => {
      const { optimizer, epochs, mean = [], variance = [] } = reached;
      const model = network(mean.length > 0);
      const result = await fit(model, rows, { epochs, batchSize: 8, optimizer, validation: rows });
      expect(result.engine).toBe(FUSED ? 'fused' : 'tfjs');
      const got = weightsOf(model);
      // tfjs lists the scale and shift of the normalization between the layers, PyTorch after them.
      const scaleAndShift = mean.length > 0 ? got.splice(25, 10) : [];
      got.splice(43, 0, ...scaleAndShift);
      expectClose(got, [...reached.weights.flat(2), ...mean, ...variance]);
      reached.valLoss.forEach((loss, i) => {
        if (loss !== null) expectClose([result.history.val_loss![i]!], [loss]);
      });
      model.dispose();
    });
  });
});

describe('the functions', () => {
  it('add options that a recipe can hold, one to the other', () => {
    const optimizer = ema(sam(clipValue(lookahead('adam', { syncPeriod: 3 }), 0.5), { rho: 0.1 }));
    expect(optimizer).toEqual({
      name: 'adam',
      lookahead: { syncPeriod: 3, slowStepSize: 0.5 },
      clipValue: 0.5,
      sam: { rho: 0.1 },
      ema: { decay: 0.99 },
    });
    const recipe = createRecipe({ model: mlp({ hidden: [4] }), optimizer });
    expect(recipe.optimizer).toEqual(resolveOptimizer(optimizer));
    expect(createRecipe(JSON.parse(JSON.stringify(recipe)) as typeof recipe)).toEqual(recipe);
    expect(swa({ name: 'sgd', learningRate: 1 }).swa).toEqual({ start: 0.75, every: 1 });
    expect(clipNorm('sgd', 2)).toEqual({ name: 'sgd', clipNorm: 2 });
    expect(globalClipNorm('sgd', 2)).toEqual({ name: 'sgd', globalClipNorm: 2 });
  });

  it('make AdamW and SGDW of Adam and momentum', () => {
    const named = (config: OptimizerConfig) => ({ ...config, name: 'of either name' });
    const adamw = decoupledWeightDecay('adam', { l2: 0.01 });
    expect(named(resolveOptimizer(adamw))).toEqual(named(resolveOptimizer('adamw')));
    const sgdw = decoupledWeightDecay('momentum', { l2: 0.0005 });
    expect(named(resolveOptimizer(sgdw))).toEqual(named(resolveOptimizer('sgdw')));
  });

  it.each([
    [() => decoupledWeightDecay('sgd', { l2: -1 }), /weightDecay.l2 must be a number at least 0/],
    [
      () => decoupledWeightDecay('sgd', { exclude: 'bias' as unknown as string[] }),
      /weightDecay.exclude must be a list of names of layers or weights, as \['bias'\], not 'bias'/,
    ],
    [() => clipNorm('sgd', 0), /clipNorm must be a number above 0, not 0/],
    [() => clipValue('sgd', -1), /clipValue must be a number above 0, not -1/],
    [() => globalClipNorm('sgd', NaN), /globalClipNorm must be a number above 0, not NaN/],
    [() => sam('sgd', { rho: 0 }), /sam.rho must be a number above 0, not 0/],
    [() => sam('sgd', { radius: 1 } as object), /sam has no option 'radius'; it takes rho/],
    [() => lookahead('sgd', { syncPeriod: 0 }), /lookahead.syncPeriod must be a whole number at/],
    [() => lookahead('sgd', { slowStepSize: 2 }), /lookahead.slowStepSize must be .* at most 1/],
    [() => ema('sgd', { decay: 1 }), /ema.decay must be a number at least 0 and below 1, not 1/],
    [() => swa('sgd', { start: 1 }), /swa.start must be a number at least 0 and below 1, not 1/],
    [() => swa('sgd', { every: 0.5 }), /swa.every must be a whole number at least 1, not 0.5/],
    [() => ema(3 as unknown as OptimizerOptions), /optimizer must be a name, as 'adam'/],
    [
      () => resolveOptimizer({ name: 'sgd', clipNorm: 1, globalClipNorm: 1 }),
      /an optimizer clips in one way: give clipNorm or globalClipNorm, not both/,
    ],
    [
      () => resolveOptimizer(ema(swa('sgd'))),
      /an optimizer returns one average of the weights: give ema or swa, not both/,
    ],
    [() => resolveOptimizer({ name: 'sgd', swaa: {} } as never), /did you mean 'swa'/],
  ])('refuse bad options: %#', (work, message) => {
    expect(work).toThrow(message);
  });
});

describe('weightDecay.exclude', () => {
  /** Which weights move when nothing but the decay acts on them. */
  async function moved(exclude: string[]): Promise<boolean[]> {
    const model = classifier([tf.layers.batchNormalization({ name: 'norm' })]);
    tf.tidy(() => {
      model.layers[0]!.setWeights([tf.ones([4, 8]), tf.ones([8])]);
      model.layers.at(-1)!.setWeights([tf.ones([8, 3]), tf.ones([3])]);
    });
    const before = model.trainableWeights.map((weight) => weight.read().dataSync().slice());
    const optimizer = decoupledWeightDecay({ name: 'sgd', learningRate: 0.1 }, { l2: 1, exclude });
    const objective = { lossWeight: 0 };
    await fit(model, blobs(8), { epochs: 1, batchSize: 8, optimizer, objective });
    const result = model.trainableWeights.map(
      (weight, i) => weight.read().dataSync()[0] !== before[i]![0],
    );
    model.dispose();
    return result;
  }

  it('takes names of layers and ends of names of weights', async () => {
    // Kernel, bias, gamma, beta (0 stays 0), kernel, bias.
    expect(await moved([])).toEqual([true, true, true, false, true, true]);
    expect(await moved(['bias'])).toEqual([true, false, true, false, true, false]);
    expect(await moved(['norm', 'bias'])).toEqual([true, false, false, false, true, false]);
  });

  it('refuses what the model does not have', async () => {
    await expect(moved(['biass'])).rejects.toThrow(
      /weightDecay excludes 'biass', but the model has no such layer or weight; layers: .*norm.*; weights: kernel, bias, gamma, beta/,
    );
  });
});

describe('clipping', () => {
  it('leaves small gradients alone', async () => {
    const trained = async (optimizer: OptimizerOptions) => {
      const model = network(false);
      await fit(model, rows, { epochs: 3, optimizer, engine: FUSED ? 'fused' : 'tfjs' });
      const weights = weightsOf(model);
      model.dispose();
      return weights;
    };
    const plain = await trained('sgd');
    expect(await trained(clipValue('sgd', 100))).toEqual(plain);
    expect(await trained(clipNorm('sgd', 100))).toEqual(plain);
    expect(await trained(globalClipNorm('sgd', 100))).toEqual(plain);
  });
});

describe('sam', () => {
  /** One step; what it measured, the weights, and how often the running mean moved is told by its value. */
  async function step(optimizer: OptimizerOptions, layers: tf.layers.Layer[]) {
    const model = classifier(layers);
    const { engine } = createEngine(FUSED ? 'fused' : 'tfjs', {
      model,
      training: { ...blobs(16), size: 16, classCount: 3 },
      validation: undefined,
      weights: undefined,
      objective: resolveObjective(),
      loss: 'crossEntropy',
      optimizer: resolveOptimizer(optimizer),
      rng: createRng(3),
    });
    engine.trainBatch(
      Uint32Array.from({ length: 16 }, (_, i) => i),
      0,
      0.1,
    );
    const [trained] = await engine.takeTrained();
    engine.dispose();
    const statistics = model.weights.slice(model.trainableWeights.length);
    const result = {
      trained,
      weights: model.trainableWeights.flatMap((weight) => Array.from(weight.read().dataSync())),
      statistics: statistics.flatMap((weight) => Array.from(weight.read().dataSync())),
    };
    model.dispose();
    return result;
  }

  const layers = () => [tf.layers.batchNormalization(), tf.layers.dropout({ rate: 0.5 })];

  it('measures, and moves running statistics, in the first pass alone', async () => {
    const plain = await step('sgd', layers());
    const sharp = await leavesNoTensor(() => step(sam('sgd', { rho: 0.5 }), layers()));
    expect(sharp.trained).toEqual(plain.trained);
    expect(sharp.statistics).toEqual(plain.statistics);
    expect(sharp.weights).not.toEqual(plain.weights);
  });

  it('is the plain step with a radius that no float32 feels, so both passes have one mask', async () => {
    const plain = await step('sgd', layers());
    const sharp = await step(sam('sgd', { rho: 1e-20 }), layers());
    expect(sharp.weights).toEqual(plain.weights);
  });
});
