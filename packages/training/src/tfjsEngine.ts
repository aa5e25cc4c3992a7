import { takeRows } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import type { Engine, EngineContext, TrainedBatch } from './engine.js';
import { lossOfRows, smoothTargets } from './losses.js';
import { copyWeights, replaceWeights, snapshotOf } from './modelWeights.js';
import { createOptimizer } from './optimizers/optimizer.js';
import { outputActivation, outputForm, withLogits } from './outputHead.js';
import { createPenalty } from './penalties.js';
import { hasStatistics, withStatistics } from './runningStatistics.js';
import { seedNoise } from './seededNoise.js';
import { createTerms } from './terms.js';
import { targetsOf, type Rows } from './trainingData.js';
import type { VariedBatch } from './variation.js';
import { createWeightAverage, type WeightAverage } from './weightAverage.js';

/**
 * Creates the engine that trains any model on any backend through tfjs' ops and autodiff. One batch:
 *
 *     x, t, w   rows gathered from the typed arrays into tensors
 *     z         the model in training mode (logits, where it ends in softmax or sigmoid)
 *     ℓ         the plain loss of each row, from z and t         → logged: mean ℓ, classes that came out right
 *     E         lossWeight · mean(w · ℓ, with smoothed t) + Σ penalties + Σ terms      → logged
 *     g         ∂E/∂weights by autodiff (with `sam` taken again at w + ρ·g/‖g‖), and a step of the optimizer
 */
export function createTfjsEngine(context: EngineContext): Engine {
  const { model, training, validation, weights, objective, loss, rng } = context;
  const activation = outputActivation(model);
  const form = outputForm(loss, activation);
  const units = outputUnits(model);
  const variables = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
  const penalty = createPenalty(objective.penalties, model);
  const terms = createTerms(objective.terms, { model, loss });
  const optimizer = createOptimizer(context.optimizer, model);
  const noise = seedNoise(model, rng);
  const { sam } = context.optimizer;
  const pending: { rows: number; scalars: tf.Tensor[] }[] = [];
  const averages: WeightAverage[] = [];

  function forward(
    x: tf.Tensor,
    mode: { training: boolean },
  ): [tf.Tensor2D, tf.Tensor2D | undefined] {
    const apply = () => model.apply(x, mode) as tf.Tensor | tf.Tensor[];
    const returned =
      form === 'logits' && activation !== 'linear' ? withLogits(model, apply) : apply();
    const [outputs, hints] = Array.isArray(returned) ? returned : [returned];
    return [tf.reshape(outputs!, [x.shape[0]!, units]), hints as tf.Tensor2D | undefined];
  }

  function batchFeatures(rows: Uint32Array, varied: VariedBatch | undefined): tf.Tensor {
    if (!varied) return featuresOf(training, rows);
    return tf.tensor(varied.x.data, varied.x.shape as number[], 'float32');
  }

  function smooth(targets: tf.Tensor2D): tf.Tensor2D {
    const { labelSmoothing } = objective;
    return labelSmoothing > 0 ? smoothTargets(loss, targets, labelSmoothing) : targets;
  }

  function countCorrect(outputs: tf.Tensor2D, targets: tf.Tensor2D): tf.Tensor {
    const right =
      units === 1
        ? tf.equal(tf.greater(outputs, form === 'logits' ? 0 : 0.5), tf.greater(targets, 0.5))
        : tf.equal(tf.argMax(outputs, 1), tf.argMax(targets, 1));
    return tf.sum(tf.cast(right, 'float32'));
  }

  function minimized(
    lossOfEach: tf.Tensor1D,
    outputs: tf.Tensor2D,
    smoothed: tf.Tensor2D,
    weightOfEach: Float32Array | undefined,
  ): tf.Scalar {
    const { labelSmoothing, lossWeight } = objective;
    const each = labelSmoothing > 0 ? lossOfRows(loss, outputs, smoothed, form) : lossOfEach;
    const weighted = weightOfEach ? tf.mul(each, tf.tensor1d(weightOfEach)) : each;
    return tf.mul(tf.mean(weighted), lossWeight);
  }

  /** Computes the gradient of the objective on a batch; what else it measures is pushed and kept. */
  function gradientsOf(
    rows: Uint32Array,
    step: number,
    varied: VariedBatch | undefined,
    measured?: tf.Tensor[],
  ): tf.NamedTensorMap {
    noise.setStep(step);
    const x = batchFeatures(rows, varied);
    const targets = varied
      ? targetTensor({ ...training, y: varied.y }, Array.from(rows.keys()), units)
      : targetTensor(training, rows, units);
    const weightOfEach = varied
      ? varied.weights
      : weights && Float32Array.from(rows, (row) => weights[row]!);
    const { grads } = tf.variableGrads(() => {
      const [outputs, hintOutputs] = forward(x, { training: true });
      const lossOfEach = lossOfRows(loss, outputs, targets, form);
      const smoothed = smooth(targets);
      const fromLoss = minimized(lossOfEach, outputs, smoothed, weightOfEach);
      const fromWeights = penalty?.() ?? tf.scalar(0);
      const hints = hintOutputs && { outputs: hintOutputs, targets: hintTensor(training, rows) };
      const batch = { model, x, outputs, form, targets: smoothed, loss, hints };
      const added = terms ? tf.add(fromWeights, terms(batch)) : fromWeights;
      const total = tf.add(fromLoss, added) as tf.Scalar;
      const right =
        training.task === 'classification' ? countCorrect(outputs, targets) : tf.scalar(0);
      measured?.push(...[tf.mean(lossOfEach), right, total, added].map((t) => tf.keep(t)));
      return total;
    }, variables);
    return grads;
  }

  /** Runs something at w + ρ · g / ‖g‖ and puts w back, whatever happens. */
  function atWorst<T>(gradients: tf.NamedTensorMap, rho: number, work: () => T): T {
    const before = variables.map((variable) => variable.clone());
    const squares = Object.values(gradients).map((gradient) => tf.sum(tf.square(gradient)));
    const scale = tf.divNoNan(rho, tf.sqrt(tf.addN(squares)));
    try {
      for (const variable of variables) {
        const gradient = gradients[variable.name];
        if (gradient) variable.assign(tf.add(variable, tf.mul(gradient, scale)));
      }
      return withStatistics(model, 0, work);
    } finally {
      variables.forEach((variable, i) => variable.assign(before[i]!));
    }
  }

  return {
    trainBatch(rows, step, learningRate, varied) {
      const measured: tf.Tensor[] = [];
      pending.push({ rows: rows.length, scalars: measured });
      tf.tidy(() => {
        const here = gradientsOf(rows, step, varied, measured);
        const gradients = sam
          ? atWorst(here, sam.rho!, () => gradientsOf(rows, step, varied))
          : here;
        optimizer.step(gradients, learningRate);
      });
    },

    keepsStatistics: hasStatistics(model),

    observeBatch(rows, step, share, varied) {
      noise.setStep(step);
      tf.tidy(() => {
        const x = batchFeatures(rows, varied);
        withStatistics(model, share, () => void forward(x, { training: true }));
      });
    },

    async takeTrained() {
      const batches = pending.splice(0);
      if (batches.length === 0) return [];
      const scalars = batches.flatMap((batch) => batch.scalars);
      const joined = tf.tidy(() => tf.concat(scalars.map((scalar) => tf.reshape(scalar, [1]))));
      tf.dispose(scalars);
      const values = await joined.data().finally(() => joined.dispose());
      return batches.map(({ rows }, i): TrainedBatch => {
        const [mean, correct, total, added] = values.subarray(4 * i, 4 * i + 4);
        return { rows, loss: mean!, correct: correct!, objective: total!, penalty: added! };
      });
    },

    async evaluateBatch(rows) {
      const measured = tf.tidy(() => {
        const targets = targetTensor(validation!, rows, units);
        const [outputs] = forward(featuresOf(validation!, rows), { training: false });
        const right =
          training.task === 'classification' ? countCorrect(outputs, targets) : tf.scalar(0);
        return tf.stack([tf.mean(lossOfRows(loss, outputs, targets, form)), right]);
      });
      const [mean, correct] = await measured.data().finally(() => measured.dispose());
      return { rows: rows.length, loss: mean!, correct: correct! };
    },

    getWeights: () => copyWeights(model),
    setWeights: (values) => replaceWeights(model, values),
    createAverage() {
      const average = createWeightAverage(model);
      averages.push(average);
      return average;
    },
    snapshot: () => snapshotOf(model),

    dispose() {
      noise.restore();
      optimizer.dispose();
      for (const average of averages) average.dispose();
      tf.dispose(pending.flatMap((batch) => batch.scalars));
    },
  };
}

/** How many numbers the model returns for a row. */
export function outputUnits(model: tf.LayersModel): number {
  return model.outputs[0]!.shape.slice(1).reduce<number>((product, n) => product * (n ?? NaN), 1);
}

/** Copies rows of features into a float32 tensor. */
export function featuresOf({ x }: Pick<Rows, 'x'>, rows: ArrayLike<number>): tf.Tensor {
  const batch = takeRows(x, rows);
  return tf.tensor(batch.data, batch.shape as number[], 'float32');
}

function hintTensor({ hints }: Rows, rows: Uint32Array): tf.Tensor2D {
  const batch = takeRows(hints!, rows);
  return tf.tensor2d(batch.data, batch.shape as [number, number], 'float32');
}

function targetTensor(rows: Rows, indices: ArrayLike<number>, units: number): tf.Tensor2D {
  return tf.tensor2d(targetsOf(rows, indices, units), [indices.length, units]);
}
