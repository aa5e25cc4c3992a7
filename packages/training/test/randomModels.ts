import { createRng, type NdArray } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import type { EngineContext } from '../src/engine.js';
import type { LossName } from '../src/losses.js';
import { resolveObjective } from '../src/objective.js';
import type { OptimizerConfig } from '../src/optimizers/optimizerConfig.js';
import { resolveOptimizer } from '../src/optimizers/resolveOptimizer.js';
import { rowWeights } from '../src/rowWeights.js';
import { readTrainingData } from '../src/trainingData.js';

/** A network, its data and how it is trained, as plain values that fast-check can print. */
export interface Problem {
  seed: number;
  inputShape: number[];
  layers: { className: string; config: Record<string, unknown> }[];
  loss: LossName;
  units: number;
  head: string;
  soft: boolean;
  optimizer: OptimizerConfig;
  labelSmoothing: number;
  lossWeight: number;
  penalty: 'none' | 'kernels' | 'all';
  weighted: boolean;
}

const ACTIVATIONS = [
  'linear',
  'relu',
  'relu6',
  'sigmoid',
  'tanh',
  'elu',
  'selu',
  'softplus',
  'softsign',
  'hardSigmoid',
  'swish',
  'mish',
  'gelu',
  'gelu_new',
  'softmax',
  'logSoftmax',
];

const activation = fc.constantFrom(...ACTIVATIONS);
const factor = fc.constantFrom(0, 0.01, 0.1);
const rate = fc.constantFrom(0, 0.2, 0.5);

const regularizer = fc.option(
  fc.record({ l1: factor, l2: factor }).map((config) => ({ className: 'L1L2', config })),
  { nil: null },
);

const constraint = fc.constantFrom(
  null,
  null,
  { className: 'NonNeg', config: {} },
  { className: 'MaxNorm', config: { maxValue: 0.5, axis: 0 } },
  { className: 'UnitNorm', config: { axis: 0 } },
  { className: 'MinMaxNorm', config: { minValue: 0.5, maxValue: 0.75, rate: 0.5, axis: 0 } },
);

const dense = fc
  .record({
    units: fc.integer({ min: 1, max: 19 }),
    activation,
    useBias: fc.boolean(),
    kernelRegularizer: regularizer,
    biasRegularizer: regularizer,
    kernelConstraint: constraint,
    trainable: fc.constantFrom(true, true, true, false),
  })
  .map((config) => ({ className: 'Dense', config }));

const other = fc.oneof(
  activation.map((name) => ({ className: 'Activation', config: { activation: name } })),
  rate.map((value) => ({ className: 'Dropout', config: { rate: value } })),
  // Where there are no channels, a Dropout.
  rate.map((value) => ({ className: 'SpatialDropout1D', config: { rate: value } })),
  rate.map((value) => ({ className: 'GaussianDropout', config: { rate: value } })),
  rate.map((value) => ({ className: 'AlphaDropout', config: { rate: value } })),
  factor.map((stddev) => ({ className: 'GaussianNoise', config: { stddev } })),
  fc.record({ momentum: fc.constantFrom(0.5, 0.9) }).map((config) => ({
    className: 'BatchNormalization',
    config,
  })),
  // Without scale or offset, tfjs itself cannot train a LayerNormalization or BatchNormalization.
  fc.constant({ className: 'LayerNormalization', config: {} }),
  fc.constant({ className: 'LeakyReLU', config: { alpha: 0.2 } }),
  fc.constant({ className: 'ReLU', config: {} }),
  fc.constant({ className: 'ELU', config: {} }),
);

const optimizer: fc.Arbitrary<OptimizerConfig> = fc
  .tuple(
    fc.constantFrom(
      { name: 'sgd' },
      { name: 'momentum', momentum: 0.5 },
      { name: 'nesterov', momentum: 0.5 },
      { name: 'sgdw', momentum: 0.5 },
      { name: 'rmsprop', epsilon: 0.01 },
      { name: 'adagrad', epsilon: 0.01 },
      { name: 'adam', epsilon: 0.01 },
      { name: 'adamw', epsilon: 0.01 },
    ),
    fc.option(
      fc.record({
        l2: factor,
        l1: factor,
        on: fc.constantFrom('all' as const, 'kernels' as const),
      }),
      { nil: undefined },
    ),
    fc.constantFrom({}, { globalClipNorm: 0.5 }, { clipNorm: 0.2 }, { clipValue: 0.1 }),
    fc.constantFrom(undefined, undefined, { rho: 0.1 }),
  )
  .map(([rule, weightDecay, clipping, sam]) => ({
    ...(rule as OptimizerConfig),
    ...(weightDecay ? { weightDecay } : {}),
    ...clipping,
    ...(sam ? { sam } : {}),
  }));

const head = fc.constantFrom<[LossName, string]>(
  ['crossEntropy', 'softmax'],
  ['crossEntropy', 'linear'],
  ['crossEntropy', 'sigmoid'],
  ['binaryCrossEntropy', 'sigmoid'],
  ['binaryCrossEntropy', 'linear'],
  ['binaryCrossEntropy', 'softmax'],
  ['meanSquaredError', 'linear'],
  ['meanAbsoluteError', 'softsign'],
  ['huber', 'linear'],
  ['meanSquaredError', 'softmax'],
);

/** Networks of all lowered layers, with everything that the fused engine can train. */
export const problems: fc.Arbitrary<Problem> = fc
  .record({
    seed: fc.integer({ min: 0, max: 1000 }),
    inputShape: fc.constantFrom<number[][]>([1], [5], [13], [3, 4], [2, 6]),
    layers: fc.array(fc.oneof(dense, other), { maxLength: 4 }),
    lossAndHead: head,
    units: fc.integer({ min: 1, max: 5 }),
    soft: fc.boolean(),
    optimizer,
    labelSmoothing: fc.constantFrom(0, 0.1),
    lossWeight: fc.constantFrom(1, 0.5),
    penalty: fc.constantFrom('none' as const, 'kernels' as const, 'all' as const),
    weighted: fc.boolean(),
  })
  .map(({ lossAndHead: [loss, name], units, labelSmoothing, ...rest }) => ({
    ...rest,
    loss,
    head: name,
    units: loss === 'crossEntropy' || name === 'softmax' ? Math.max(units, 2) : units,
    labelSmoothing: loss.endsWith('rossEntropy') ? labelSmoothing : 0,
  }));

/** Builds the network with weights that depend on the seed alone, on whichever backend is in use. */
export function buildNetwork({
  seed,
  inputShape,
  layers,
  units,
  head: name,
}: Problem): tf.LayersModel {
  const input = tf.input({ shape: inputShape });
  let x = input;
  const add = (className: string, config: Record<string, unknown>) =>
    void (x = layerOf(className, config).apply(x) as tf.SymbolicTensor);
  for (const { className, config } of layers) {
    const flat = className === 'SpatialDropout1D' && inputShape.length === 1;
    add(flat ? 'Dropout' : className, config);
  }
  if (inputShape.length > 1) {
    if (seed % 2) add('Reshape', { targetShape: x.shape.slice(1).reverse() });
    add('Flatten', {});
  }
  add('Dense', { units, activation: name });
  const model = tf.model({ inputs: input, outputs: x });
  const rng = createRng(seed).fork('weights');
  const values = model.getWeights().map((weight) => {
    // Kernels of both signs; gains, offsets and variances above 0.
    const scale = Math.sqrt(4 / (1 + (weight.shape[0] ?? 1)));
    const draw = weight.rank > 1 ? () => scale * (rng.next() - 0.4) : () => 0.1 + rng.next();
    return tf.tensor(Float32Array.from({ length: weight.size }, draw), weight.shape);
  });
  model.setWeights(values);
  tf.dispose(values);
  return model;
}

function layerOf(className: string, config: Record<string, unknown>): tf.layers.Layer {
  const { classNameMap } = tf.serialization.SerializationMap.getMap();
  const [cls, fromConfig] = classNameMap[className]!;
  return fromConfig(cls, config as never) as unknown as tf.layers.Layer;
}

/** Everything that an engine needs to train the network of a problem. */
export async function contextOf(problem: Problem, model: tf.LayersModel): Promise<EngineContext> {
  const { seed, inputShape, loss, units, soft, optimizer: rule, penalty, weighted } = problem;
  const n = 20;
  const rng = createRng(seed).fork('data');
  const width = inputShape.reduce((product, one) => product * one, 1);
  const x = {
    data: new Float32Array(n * width).map(() => rng.normal()),
    shape: [n, ...inputShape],
  };
  const classification = loss.endsWith('rossEntropy') || soft;
  const training = await readTrainingData('the training data', {
    x,
    y: classification ? classTargets() : numbers(),
    task: classification ? 'classification' : 'regression',
  });

  function classTargets(): NdArray {
    const classes = Math.max(units, 2);
    if (!soft) return { data: new Int32Array(n).map(() => rng.int(classes)), shape: [n] };
    const data = new Float32Array(n * classes);
    for (let row = 0; row < n; row++) {
      const shares = Array.from({ length: classes }, () => rng.next());
      const sum = shares.reduce((total, share) => total + share, 0);
      data.set(
        shares.map((share) => share / sum),
        row * classes,
      );
    }
    return { data, shape: [n, classes] };
  }

  function numbers(): NdArray {
    return { data: new Float32Array(n * units).map(() => rng.normal()), shape: [n, units] };
  }

  return {
    model,
    training,
    validation: training,
    weights: weighted
      ? rowWeights(training, { sampleWeight: new Float32Array(n).map(() => rng.next()) }, units)!
          .all
      : undefined,
    objective: resolveObjective({
      lossWeight: problem.lossWeight,
      labelSmoothing: problem.labelSmoothing,
      penalties:
        penalty === 'none' ? [] : [{ className: 'TestSquares', weight: 0.05, on: penalty }],
    }),
    loss,
    optimizer: resolveOptimizer(rule),
    rng: createRng(seed).fork('training'),
  };
}
