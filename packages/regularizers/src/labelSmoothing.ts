import { checkBoolean, checkNumber, checkOneOf, checkOptions } from '@occam/core';
import * as tf from '@tensorflow/tfjs';

/** The losses of classes by tfjs' names. */
export type ClassLoss =
  'categoricalCrossentropy' | 'sparseCategoricalCrossentropy' | 'binaryCrossentropy';

/** The names of the losses of classes. */
export const CLASS_LOSSES: readonly ClassLoss[] = [
  'categoricalCrossentropy',
  'sparseCategoricalCrossentropy',
  'binaryCrossentropy',
];

/** A loss as `model.compile({ loss })` of tfjs takes it: the loss of each row, shape [n]. */
export type TfjsLoss = (yTrue: tf.Tensor, yPred: tf.Tensor) => tf.Tensor;

/** What {@link labelSmoothing} takes. */
export interface LabelSmoothingOptions {
  /** How far targets move towards the uniform ones, 0 ≤ s < 1. Default 0.1. */
  smoothing?: number | undefined;
  /** The loss, by tfjs' name. Default 'categoricalCrossentropy'. */
  loss?: ClassLoss | undefined;
  /** Whether the model returns logits, without a last softmax or sigmoid. Default false. */
  fromLogits?: boolean | undefined;
}

/**
 * Makes a cross-entropy with smoothed labels for plain tfjs:
 *
 *     t′ = (1 − s)·t + s/K        ℓ = −Σ t′_k ln p_k  (binary: the mean over the units of −t′ ln p − (1 − t′) ln(1 − p))
 *
 * for K classes; a sigmoid unit has K = 2. Targets are one-hot or shares, shape [n, K]; for 'sparseCategoricalCrossentropy'
 * class indices, [n] or [n, 1]. Probabilities are clipped to [1e-7, 1 − 1e-7], as in Keras; logits never overflow. It agrees
 * with Keras' `label_smoothing` and PyTorch's. In a recipe or in `fit`, the option `objective.labelSmoothing` does the same in
 * both engines, and keeps the logged loss plain.
 *
 * tfjs' `model.fit` wants targets of the output's shape for any loss that is a function: give one-hot targets there, or
 * sparse ones through `fitDataset`, which does not look.
 *
 * Source: Szegedy et al. (2016), "Rethinking the Inception architecture for computer vision".
 *
 * @returns a function of targets and outputs that returns the loss of each row, shape [n]
 * @throws TypeError or RangeError if an option is unknown, of another type or out of range
 *
 * @example
 * ```ts
 * import { labelSmoothing } from '@occam/regularizers';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const model = tf.sequential({
 *   layers: [tf.layers.dense({ units: 3, inputShape: [4], activation: 'softmax' })],
 * });
 * model.compile({ optimizer: 'adam', loss: labelSmoothing({ smoothing: 0.1 }) });
 * ```
 */
export function labelSmoothing(options: LabelSmoothingOptions = {}): TfjsLoss {
  checkOptions('labelSmoothing', options, ['smoothing', 'loss', 'fromLogits']);
  const { smoothing = 0.1, loss = 'categoricalCrossentropy', fromLogits = false } = options;
  checkNumber('smoothing', smoothing, { min: 0, below: 1 });
  checkOneOf('loss of labelSmoothing', loss, CLASS_LOSSES);
  checkBoolean('fromLogits', fromLogits);
  return (yTrue, yPred) =>
    tf.tidy(() => {
      const targets = smoothTargets(loss, targetsOf(loss, yTrue, yPred), smoothing);
      return crossEntropyOfRows(loss, targets, yPred, fromLogits);
    });
}

/** The targets in the shape of the outputs: one-hot for sparse ones. */
export function targetsOf(loss: string, yTrue: tf.Tensor, yPred: tf.Tensor): tf.Tensor {
  if (loss !== 'sparseCategoricalCrossentropy') return tf.cast(yTrue, 'float32');
  const labels = tf.cast(tf.reshape(yTrue, [-1]), 'int32');
  const oneHot = tf.oneHot(labels as tf.Tensor1D, yPred.shape.at(-1)!);
  return tf.reshape(tf.cast(oneHot, 'float32'), yPred.shape);
}

/** Moves targets towards the uniform ones. */
export function smoothTargets(loss: ClassLoss, targets: tf.Tensor, smoothing: number): tf.Tensor {
  if (smoothing === 0) return targets;
  const classes = loss === 'binaryCrossentropy' ? 2 : targets.shape.at(-1)!;
  return tf.add(tf.mul(targets, 1 - smoothing), smoothing / classes);
}

const EPSILON = 1e-7;

/** The cross-entropy of each row, by tfjs' name of it. */
export function crossEntropyOfRows(
  loss: ClassLoss,
  targets: tf.Tensor,
  outputs: tf.Tensor,
  fromLogits: boolean,
): tf.Tensor {
  if (loss !== 'binaryCrossentropy') {
    const logs = fromLogits ? tf.logSoftmax(outputs) : tf.log(clip(normalize(outputs)));
    return tf.neg(tf.sum(tf.mul(targets, logs), -1));
  }
  if (fromLogits) return tf.mean(tf.sub(tf.softplus(outputs), tf.mul(outputs, targets)), -1);
  const p = clip(outputs);
  const ofOnes = tf.mul(targets, tf.log(p));
  const ofZeros = tf.mul(tf.sub(1, targets), tf.log(tf.sub(1, p)));
  return tf.neg(tf.mean(tf.add(ofOnes, ofZeros), -1));
}

function clip(p: tf.Tensor): tf.Tensor {
  return tf.clipByValue(p, EPSILON, 1 - EPSILON);
}

function normalize(outputs: tf.Tensor): tf.Tensor {
  return tf.div(outputs, tf.maximum(tf.sum(outputs, -1, true), EPSILON));
}
