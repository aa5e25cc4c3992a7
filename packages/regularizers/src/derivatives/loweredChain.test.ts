import { restoreWasm, useBackend } from '@occam/backend';
import { createRng } from '@occam/core';
import { fit, type FitOptions } from '@occam/training';
import * as tf from '@tensorflow/tfjs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { normals } from '../../test/helpers.js';
import {
  contractive,
  doubleBackprop,
  dropConnect,
  dropout,
  invariance,
  jacobian,
  monotonicity,
  register,
} from '../index.js';

const n = 22;

beforeAll(async () => {
  register();
  await useBackend('wasm');
});
afterAll(restoreWasm);

let tensors = 0;
beforeEach(() => {
  tensors = tf.memory().numTensors;
});
afterEach(() => {
  expect(tf.memory().numTensors).toBe(tensors);
});

/** A model whose weights depend on nothing but its shape. */
function build(layers: tf.layers.Layer[], inputShape: number[]): tf.LayersModel {
  const input = tf.input({ shape: inputShape });
  const output = layers.reduce((x, layer) => layer.apply(x) as tf.SymbolicTensor, input);
  const model = tf.model({ inputs: input, outputs: output });
  const rng = createRng('weights');
  tf.tidy(() =>
    model.setWeights(
      model.getWeights().map(({ shape, size }) =>
        // Positive, as variances must be, or around 0.
        tf.tensor(
          Float32Array.from(
            { length: size },
            () => (shape.length === 1 ? 0.6 : 0) + 0.2 * rng.normal(),
          ),
          shape,
        ),
      ),
    ),
  );
  return model;
}

function dataFor(loss: string, shape: number[], units: number) {
  const width = shape.reduce((product, one) => product * one, 1);
  const x = { data: normals(n * width), shape: [n, ...shape] };
  return loss.endsWith('rossEntropy')
    ? {
        x,
        y: { data: Int32Array.from({ length: n }, (_, i) => i % Math.max(units, 2)), shape: [n] },
        task: 'classification' as const,
      }
    : {
        x,
        y: { data: normals(n * units, 'targets'), shape: [n, units] },
        task: 'regression' as const,
      };
}

const TERMS = [
  jacobian({ weight: 0.05 }),
  jacobian({ weight: 0.05, of: 'outputs' }),
  contractive({ weight: 0.05 }),
  doubleBackprop({ weight: 0.2 }),
  invariance({ scale: -0.5, shift: 0.3 }),
  monotonicity({ features: [0, 1], delta: 0.5, direction: 'decreasing' }),
];

/** Trains in both engines, and compares everything that comes out. */
async function compare(
  make: () => tf.LayersModel,
  data: ReturnType<typeof dataFor>,
  options: FitOptions,
) {
  const run = async (engine: 'fused' | 'tfjs') => {
    const model = make();
    const { history } = await fit(model, data, {
      epochs: 2,
      batchSize: 8,
      optimizer: { name: 'sgd', learningRate: 0.1 },
      ...options,
      engine,
    });
    const weights = model.getWeights().flatMap((weight) => [...weight.dataSync()]);
    model.dispose();
    return [...history.penalty, ...history.objective, ...weights];
  };
  const fused = await run('fused');
  const tfjs = await run('tfjs');
  expect(fused.length).toBe(tfjs.length);
  fused.forEach((value, i) => {
    const error = Math.abs(value - tfjs[i]!);
    if (!(error < 2e-5 * (1 + Math.abs(tfjs[i]!)))) {
      expect.fail(`number ${i} is ${value} in the fused engine and ${tfjs[i]} in the other`);
    }
  });
}

const dense = (units: number, activation?: string) =>
  tf.layers.dense({ units, ...(activation && { activation: activation as 'tanh' }) });

/** Networks of different layers, with what a row is. */
const NETWORKS: Record<string, [shape: number[], layers: () => tf.layers.Layer[]]> = {
  'a wide input, so that no gradient by it is kept': [[40], () => [dense(3, 'tanh')]],
  'noise, BatchNormalization and ReLU': [
    [6],
    () => [
      dropout({ rate: 0.3 }),
      dense(7),
      tf.layers.batchNormalization(),
      tf.layers.reLU(),
      dropConnect({ units: 5, rate: 0.2, per: 'batch', activation: 'selu' }),
    ],
  ],
  'a Flatten first, a frozen layer and a model inside': [
    [2, 3],
    () => [
      tf.layers.flatten(),
      tf.layers.dense({ units: 4, activation: 'sigmoid', trainable: false }),
      tf.sequential({ layers: [tf.layers.dense({ units: 4, inputShape: [4] }), tf.layers.elu()] }),
    ],
  ],
  'BatchNormalization of the input, Dense over the last axis': [
    [4, 3],
    () => [
      tf.layers.batchNormalization(),
      tf.layers.dense({ units: 2, useBias: false }),
      tf.layers.leakyReLU({ alpha: 0.2 }),
      tf.layers.softmax({ axis: -1 }),
      tf.layers.reshape({ targetShape: [8] }),
    ],
  ],
};

const HEADS = [
  ['crossEntropy', 3, 'softmax'],
  ['crossEntropy', 3, 'sigmoid'],
  ['binaryCrossEntropy', 1, 'sigmoid'],
  ['binaryCrossEntropy', 1, 'hardSigmoid'],
  ['meanSquaredError', 2, 'linear'],
  ['meanAbsoluteError', 2, 'softplus'],
  ['huber', 2, 'linear'],
] as const;

describe.each(TERMS)('the term $className $config in both engines', (term) => {
  it.each(Object.entries(NETWORKS))('agrees on %s', async (_, [shape, layers]) => {
    const make = () => build([...layers(), dense(3, 'softmax')], shape);
    await compare(make, dataFor('crossEntropy', shape, 3), {
      loss: 'crossEntropy',
      objective: { labelSmoothing: 0.1, terms: [term] },
    });
  });

  it.each(HEADS)('agrees under %s, %i units, %s', async (loss, units, activation) => {
    const make = () => build([dense(6, 'tanh'), dense(units, activation)], [4]);
    await compare(make, dataFor(loss, [4], units), { loss, objective: { terms: [term] } });
  });
});

describe('the terms with derivatives in both engines', () => {
  it.each(['relu6', 'softplus', 'softsign', 'hardSigmoid', 'swish', 'mish', 'gelu', 'gelu_new'])(
    'agree behind %s, all of them at once, under SAM and weights of rows',
    async (activation) => {
      const make = () => build([dense(5, activation), dense(3, 'softmax')], [4]);
      await compare(make, dataFor('crossEntropy', [4], 3), {
        loss: 'crossEntropy',
        optimizer: { name: 'momentum', learningRate: 0.05, sam: { rho: 0.05 } },
        sampleWeight: new Float32Array(n).map((_, i) => 1 + (i % 3)),
        objective: { terms: TERMS },
      });
    },
  );

  it('compute one row, and a batch that is smaller than the one before', async () => {
    const make = () => build([dense(5, 'tanh'), dense(3, 'softmax')], [4]);
    await compare(make, dataFor('crossEntropy', [4], 3), {
      loss: 'crossEntropy',
      batchSize: 21,
      objective: { terms: TERMS },
    });
  });

  it('leave what they cannot lower to tfjs, and say what it is', async () => {
    const warned = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const branched = () => {
      const input = tf.input({ shape: [4] });
      const sides = ['tanh', 'relu'].map((f) => dense(3, f).apply(input) as tf.SymbolicTensor);
      const sum = tf.layers.add().apply(sides) as tf.SymbolicTensor;
      return tf.model({
        inputs: input,
        outputs: dense(3, 'softmax').apply(sum) as tf.SymbolicTensor,
      });
    };
    const data = dataFor('crossEntropy', [4], 3);
    const logSoftmax = () =>
      build(
        [
          dense(5),
          tf.layers.activation({ activation: 'logSoftmax' as 'softmax' }),
          dense(3, 'softmax'),
        ],
        [4],
      );
    for (const [make, term, reason] of [
      [
        branched,
        invariance({ scale: 2 }),
        /'invariance' of the objective is lowered for chains of layers.* has 2 inputs/,
      ],
      [
        logSoftmax,
        jacobian(),
        /'jacobian' of the objective passes the layer '.*' with the activation 'logSoftmax'/,
      ],
    ] as const) {
      const model = make();
      const { engine, engineReason } = await fit(model, data, {
        epochs: 1,
        objective: { terms: [term] },
      });
      expect(engine).toBe('tfjs');
      expect(engineReason).toMatch(reason);
      model.dispose();
    }
    warned.mockRestore();
  });
});
