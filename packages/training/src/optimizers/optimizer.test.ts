import { createRng, registerClass } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import reference from '../../fixtures/optimizers.json' with { type: 'json' };
import { expectClose, FUSED, leavesNoTensor, onBackend, weightsOf } from '../../test/helpers.js';
import { createEngine } from '../createEngine.js';
import type { EngineContext } from '../engine.js';
import { resolveObjective } from '../objective.js';
import type { OptimizerConfig } from './optimizerConfig.js';
import { createOptimizer } from './optimizer.js';
import { resolveOptimizer } from './resolveOptimizer.js';

onBackend('cpu');
registerClass('penalty', 'HalfSquares', () => (w: tf.Tensor) => tf.mul(0.5, tf.sum(tf.square(w))));

type Case = (typeof reference.cases)[number];

describe.each(reference.cases)('$id of PyTorch', (one: Case) => {
  it('gives the same losses and weights for five steps', async () => {
    await leavesNoTensor(async () => {
      const model = networkOf(one);
      const { engine, name } = createEngine('auto', contextOf(one, model));
      expect(name).toBe(FUSED ? 'fused' : 'tfjs');
      for (const [step, { loss, weights }] of one.steps.entries()) {
        engine.trainBatch(Uint32Array.from(one.batches[step]!), step, one.params.lr);
        const [measured] = await engine.takeTrained();
        expectClose([measured!.loss], [loss], reference.tolerance);
        const { W1, b1, W2, b2 } = weights;
        expectClose(weightsOf(model), [W1, b1, W2, b2].flat(2), reference.tolerance);
      }
      engine.dispose();
      model.dispose();
    });
  });
});

function networkOf({ initial, activation }: Case): tf.LayersModel {
  const model = tf.sequential({
    layers: [
      tf.layers.dense({ units: 5, inputShape: [4], activation: activation as 'tanh' | 'relu' }),
      tf.layers.dense({ units: 3, activation: 'softmax' }),
    ],
  });
  const weights = [initial.W1, initial.b1, initial.W2, initial.b2].map((w) => tf.tensor(w));
  model.setWeights(weights);
  tf.dispose(weights);
  return model;
}

function contextOf(one: Case, model: tf.LayersModel): EngineContext {
  const { lr, momentum, nesterov, weightDecay } = one.params as {
    lr: number;
    momentum?: number;
    nesterov?: boolean;
    weightDecay?: number;
  };
  const on = one.decayBiases ? 'all' : 'kernels';
  const decoupled = one.optimizer === 'AdamW';
  const name =
    one.optimizer === 'SGD' ? (nesterov ? 'nesterov' : momentum ? 'momentum' : 'sgd') : 'adam';
  const optimizer: OptimizerConfig = {
    name: decoupled ? 'adamw' : name,
    learningRate: lr,
    momentum,
    ...(decoupled ? { weightDecay: { l2: weightDecay, on } } : {}),
  };
  const penalties =
    weightDecay && !decoupled
      ? [{ className: 'HalfSquares', weight: weightDecay, on } as const]
      : [];
  return {
    model,
    training: {
      x: { data: Float32Array.from(one.X.flat()), shape: [8, 4] },
      y: { data: Int32Array.from(one.Y), shape: [8] },
      task: 'classification',
      size: 8,
      classCount: 3,
    },
    validation: undefined,
    weights: undefined,
    objective: resolveObjective({ penalties }),
    loss: 'crossEntropy',
    optimizer: resolveOptimizer(JSON.parse(JSON.stringify(optimizer)) as OptimizerConfig),
    rng: createRng(0),
  };
}

/** Weights of a 2-1 linear model after steps with fixed gradients. */
async function after(
  config: OptimizerConfig,
  gradients: number[][],
  learningRate = 0.1,
): Promise<number[]> {
  return leavesNoTensor(async () => {
    const model = tf.sequential({
      layers: [
        tf.layers.dense({ units: 1, inputShape: [2], kernelInitializer: 'ones', useBias: false }),
      ],
    });
    const name = (model.trainableWeights[0]!.read() as tf.Variable).name;
    const optimizer = createOptimizer(resolveOptimizer(config), model);
    for (const gradient of gradients) {
      tf.tidy(() => optimizer.step({ [name]: tf.tensor2d(gradient, [2, 1]) }, learningRate));
    }
    const weights = weightsOf(model);
    optimizer.dispose();
    model.dispose();
    return weights;
  });
}

describe('without a reference of PyTorch', () => {
  const gradients = [
    [0.5, -2],
    [0.25, 1],
    [-1, 0],
  ];

  it('RMSprop divides by the root of the mean of squares', async () => {
    const want = [0, 1].map((i) => {
      let w = 1;
      let s = 0;
      for (const g of gradients) {
        s = 0.9 * s + 0.1 * g[i]! ** 2;
        w -= (0.1 * g[i]!) / (Math.sqrt(s) + 1e-8);
      }
      return w;
    });
    expectClose(await after({ name: 'rmsprop' }, gradients), want);
  });

  it('Adagrad divides by the root of the sum of squares', async () => {
    const want = [0, 1].map((i) => {
      let w = 1;
      let s = 0;
      for (const g of gradients) {
        s += g[i]! ** 2;
        if (s > 0) w -= (0.1 * g[i]!) / (Math.sqrt(s) + 1e-10);
      }
      return w;
    });
    expectClose(await after({ name: 'adagrad' }, gradients), want);
  });

  it('decays by l1 and l2 beside the gradient', async () => {
    const config: OptimizerConfig = { name: 'sgd', weightDecay: { l2: 0.5, l1: 0.25 } };
    expectClose(await after(config, [[0, 2]]), [1 - 0.1 * 0.75, 1 - 0.1 * 2.75]);
  });

  it('clips the norm of all gradients together and leaves short ones alone', async () => {
    const config: OptimizerConfig = { name: 'sgd', globalClipNorm: 1 };
    expectClose(await after(config, [[3, 4]]), [1 - 0.06, 1 - 0.08]);
    expectClose(await after(config, [[0.3, 0.4]]), [1 - 0.03, 1 - 0.04]);
    expectClose(await after(config, [[0, 0]]), [1, 1]);
  });

  it('keeps the constraint of a layer', async () => {
    const model = tf.sequential({
      layers: [
        tf.layers.dense({
          units: 1,
          inputShape: [2],
          useBias: false,
          kernelInitializer: 'ones',
          kernelConstraint: 'nonNeg',
        }),
      ],
    });
    const name = (model.trainableWeights[0]!.read() as tf.Variable).name;
    const optimizer = createOptimizer(resolveOptimizer('sgd'), model);
    tf.tidy(() => optimizer.step({ [name]: tf.tensor2d([5, 0.5], [2, 1]) }, 1));
    expect(weightsOf(model)).toEqual([0, 0.5]);
    model.dispose();
  });
});

describe('resolveOptimizer', () => {
  it('fills in the defaults of each optimizer and stays the same when resolved again', () => {
    expect(resolveOptimizer('adam')).toEqual({
      name: 'adam',
      learningRate: 0.001,
      beta1: 0.9,
      beta2: 0.999,
      epsilon: 1e-8,
    });
    expect(resolveOptimizer('adamw').weightDecay).toEqual({ l2: 0.01, l1: 0, on: 'all' });
    const once = resolveOptimizer({ name: 'momentum', learningRate: 0.5, globalClipNorm: 2 });
    expect(once).toEqual({ name: 'momentum', learningRate: 0.5, momentum: 0.9, globalClipNorm: 2 });
    expect(resolveOptimizer(once)).toEqual(once);
  });

  it.each([
    ['adamm', /not 'adamm' \(did you mean 'adam'\?\)/],
    [{ name: 'adam', momentum: 0.9 }, /'adam' has no option 'momentum'/],
    [{ name: 'sgd', learningrate: 1 }, /did you mean 'learningRate'/],
    [{ name: 'sgd', learningRate: -1 }, /learningRate must be a number at least 0, not -1/],
    [{ name: 'momentum', momentum: 1 }, /momentum must be a number at least 0 and below 1, not 1/],
    [{ name: 'sgd', globalClipNorm: 0 }, /globalClipNorm must be a number above 0/],
    [
      { name: 'sgd', weightDecay: { L2: 1 } },
      /weightDecay has no option 'L2' \(did you mean 'l2'\?\)/,
    ],
    [{ name: 'sgd', weightDecay: { l2: -1 } }, /weightDecay.l2 must be a number at least 0/],
    [{ name: 'sgd', weightDecay: { on: 'biases' } }, /weightDecay.on must be one of/],
    [undefined, /optimizer must be a name/],
  ])('rejects %o', (config, message) => {
    expect(() => resolveOptimizer(config as OptimizerConfig)).toThrow(message);
  });
});
