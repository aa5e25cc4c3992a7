import { fit, type FitOptions } from '@occam/training';
import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { composeLoss } from './composeLoss.js';
import { confidencePenalty } from './confidencePenalty.js';
import { contractive } from './contractive.js';
import { doubleBackprop } from './doubleBackprop.js';
import { hints } from './hints.js';
import { invariance } from './invariance.js';
import { jacobian } from './jacobian.js';
import { monotonicity } from './monotonicity.js';
import { register } from './register.js';
import { withHints } from './withHints.js';

let tensors = 0;
beforeAll(async () => {
  await tf.setBackend('cpu');
  await tf.ready();
  register();
});
beforeEach(() => void (tensors = tf.memory().numTensors));
afterEach(() => expect(tf.memory().numTensors).toBe(tensors));

const labels = Int32Array.from([0, 1, 2, 0, 1, 2]);
const features = Float32Array.from({ length: 18 }, (_, i) => Math.sin(3 * i));

function network(): tf.Sequential {
  const kernelInitializer = (seed: number) => tf.initializers.glorotUniform({ seed });
  return tf.sequential({
    layers: [
      tf.layers.dense({
        units: 4,
        inputShape: [3],
        activation: 'tanh',
        kernelInitializer: kernelInitializer(1),
      }),
      tf.layers.dense({ units: 3, activation: 'softmax', kernelInitializer: kernelInitializer(2) }),
    ],
  });
}

const weightsOf = (model: tf.LayersModel) => model.getWeights().flatMap((w) => [...w.dataSync()]);

const TERMS = {
  confidencePenalty: confidencePenalty({ weight: 0.3 }),
  jacobian: jacobian({ weight: 0.2 }),
  contractive: contractive({ weight: 0.2 }),
  doubleBackprop: doubleBackprop({ weight: 0.5 }),
  invariance: invariance({ scale: -1, weight: 2 }),
  monotonicity: monotonicity({ features: [1], delta: 0.5, weight: 3 }),
};

/** One step of plain tfjs on a composed loss, with the loss that it reports. */
async function plainStep(model: tf.LayersModel, loss: ReturnType<typeof composeLoss>) {
  const optimizer = tf.train.sgd(0.5);
  model.compile({ optimizer, loss });
  const x = tf.tensor2d(features, [6, 3]);
  const y = tf.tidy(() => tf.cast(tf.oneHot(tf.tensor1d(labels, 'int32'), 3), 'float32'));
  const { history } = await model.fit(x, y, { epochs: 1, batchSize: 6, verbose: 0 });
  tf.dispose([x, y]);
  optimizer.dispose();
  return history['loss']![0] as number;
}

/** The same step by our fit. */
async function ourStep(model: tf.LayersModel, objective: FitOptions['objective']) {
  const { history } = await fit(
    model,
    {
      x: { data: features, shape: [6, 3] },
      y: { data: labels, shape: [6] },
      task: 'classification',
    },
    { epochs: 1, batchSize: 6, optimizer: { name: 'sgd', learningRate: 0.5 }, objective },
  );
  return history.objective[0]!;
}

describe('composeLoss', () => {
  it.each(Object.entries(TERMS))('makes the step of fit with %s', async (_, term) => {
    const [plain, ours] = [network(), network()];
    const loss = composeLoss({
      loss: 'categoricalCrossentropy',
      lossWeight: 0.5,
      labelSmoothing: 0.1,
      terms: [term],
      model: plain,
    });
    const reported = await plainStep(plain, loss);
    const objective = await ourStep(ours, loss.objective);
    expect(reported).toBeCloseTo(objective, 5);
    const weights = weightsOf(ours);
    weightsOf(plain).forEach((weight, i) => expect(weight).toBeCloseTo(weights[i]!, 5));
    plain.dispose();
    ours.dispose();
  });

  it('adds several terms, functions too, in any order', async () => {
    const terms = Object.values(TERMS);
    const squares = ({ outputs }: { outputs: tf.Tensor2D }) =>
      tf.mean(tf.square(outputs)) as tf.Scalar;
    const step = async (list: Parameters<typeof composeLoss>[0]['terms']) => {
      const model = network();
      const loss = composeLoss({ loss: 'categoricalCrossentropy', terms: list!, model });
      const value = await plainStep(model, loss);
      model.dispose();
      return value;
    };
    const all = await step([...terms, squares]);
    expect(await step([squares, ...terms.toReversed()])).toBeCloseTo(all, 5);
    const alone = await step([squares]);
    const none = await step([]);
    const rest = await step(terms);
    expect(all - none).toBeCloseTo(alone - none + (rest - none), 5);
    expect(alone).toBeGreaterThan(none + 0.05);
  });

  it('takes a loss of your own, numbers, sparse labels and logits', () => {
    tf.tidy(() => {
      const own = composeLoss({ loss: tf.metrics.meanSquaredError, lossWeight: 2 });
      const named = composeLoss({ loss: 'meanSquaredError', lossWeight: 2 });
      const [t, o] = [tf.tensor2d([[1, 2]]), tf.tensor2d([[2, 4]])];
      expect([...own(t, o).dataSync()]).toEqual([5]);
      expect([...named(t, o).dataSync()]).toEqual([5]);
      const absolute = composeLoss({ loss: 'meanAbsoluteError' });
      expect([...absolute(t, o).dataSync()]).toEqual([1.5]);
      const sparse = composeLoss({ loss: 'sparseCategoricalCrossentropy', fromLogits: true });
      expect(sparse(tf.tensor2d([[1]]), tf.tensor2d([[0, 0]])).dataSync()[0]).toBeCloseTo(Math.LN2);
    });
  });

  it('composes a loss for each output of a model with hints', async () => {
    const model = network();
    const hinted = withHints(model, { units: 1 });
    const optimizer = tf.train.sgd(0);
    const composed = (lossWeight: number) => [
      composeLoss({ loss: 'categoricalCrossentropy' }),
      composeLoss({ loss: 'meanSquaredError', lossWeight }),
    ];
    const x = tf.tensor2d(features, [6, 3]);
    const y = tf.tidy(() => tf.cast(tf.oneHot(tf.tensor1d(labels, 'int32'), 3), 'float32'));
    const concept = tf.ones([6, 1]);
    const losses: number[] = [];
    for (const weight of [0, 1, 3]) {
      hinted.compile({ optimizer, loss: composed(weight) });
      const { history } = await hinted.fit(x, [y, concept], { epochs: 1, verbose: 0 });
      losses.push(history['loss']![0] as number);
    }
    expect(losses[2]! - losses[0]!).toBeCloseTo(3 * (losses[1]! - losses[0]!), 4);
    expect(losses[1]! - losses[0]!).toBeGreaterThan(0.01);
    tf.dispose([x, y, concept]);
    optimizer.dispose();
    hinted.dispose();
    model.dispose();
  });

  it('lets the model go on as before', async () => {
    const model = network();
    composeLoss({ loss: 'categoricalCrossentropy', terms: [TERMS.jacobian], model });
    expect(await ourStep(model, {})).toBeGreaterThan(0);
    model.dispose();
  });

  it('refuses bad options', () => {
    const loss = 'categoricalCrossentropy';
    const of = (options: object) => () => composeLoss({ loss, ...options } as never);
    expect(of({ loss: 'crossEntropy' })).toThrow(/loss of composeLoss must be one of/);
    expect(of({ lossWeight: -1 })).toThrow(/lossWeight must be a number at least 0/);
    expect(of({ labelSmoothing: 1 })).toThrow(/labelSmoothing must be .*below 1/);
    expect(of({ loss: 'meanSquaredError', labelSmoothing: 0.1 })).toThrow(
      /labelSmoothing works with categoricalCrossentropy, .*, not with 'meanSquaredError'/,
    );
    expect(of({ fromLogits: 'yes' })).toThrow(TypeError);
    expect(of({ model: {} })).toThrow(/model of composeLoss must be a tf.LayersModel/);
    expect(of({ terms: TERMS.jacobian })).toThrow(/terms of composeLoss must be a list/);
    expect(of({ terms: [{ className: 'jakobian' }] })).toThrow(/did you mean 'jacobian'\?/);
    expect(of({ terms: [{ className: 'jacobian', weight: NaN }] })).toThrow(RangeError);
    expect(of({ terms: [TERMS.jacobian] })).toThrow(
      new TypeError('jacobian needs the model: give it to composeLoss({ model, … })'),
    );
    expect(of({ terms: [hints()] })).toThrow(/give each of its outputs a loss of its own/);
    expect(of({ loss: 'meanSquaredError', terms: [TERMS.confidencePenalty] })).toThrow(
      /confidencePenalty needs class probabilities/,
    );
    expect(of({ loss: () => tf.scalar(1), terms: [TERMS.doubleBackprop] })).toThrow(
      /not of the loss 'custom'/,
    );
  });

  it('is an objective for fit, unless something in it has no name', () => {
    const composed = (options: object) =>
      composeLoss({ loss: 'binaryCrossentropy', ...options } as never).objective;
    expect(composed({})).toEqual({
      loss: 'binaryCrossEntropy',
      lossWeight: 1,
      labelSmoothing: 0,
      terms: [],
    });
    const message = /an objective for fit only if its loss and terms go by names/;
    expect(() => composed({ loss: () => tf.scalar(1) })).toThrow(message);
    expect(() => composed({ terms: [() => tf.scalar(1)] })).toThrow(message);
  });

  it('says what a term did wrong, or cannot have', () => {
    const at = (term: (batch: { x: tf.Tensor }) => tf.Tensor, model?: tf.LayersModel) => () =>
      tf.tidy(() => {
        const loss = composeLoss({ loss: 'meanSquaredError', terms: [term as never], model });
        return loss(tf.ones([2, 1]), tf.ones([2, 1])).dataSync();
      });
    expect(at(() => tf.ones([2]))).toThrow(/a term must return a scalar, not .* shape \[2\]/);
    expect(at(() => undefined as never)).toThrow(/a term must return a scalar, not undefined/);
    expect(at(({ x }) => tf.sum(x))).toThrow(/a term asks for the inputs of the batch: give comp/);
    const model = network();
    expect(at(({ x }) => tf.sum(x), model)).toThrow(
      /only where tfjs trains or evaluates its model/,
    );
    model.dispose();
  });
});
