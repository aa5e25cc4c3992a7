import * as tf from '@tensorflow/tfjs';

/** A loss by name. */
export type LossName =
  'crossEntropy' | 'binaryCrossEntropy' | 'meanSquaredError' | 'meanAbsoluteError' | 'huber';

/** The names of all losses. */
export const LOSSES: readonly LossName[] = [
  'crossEntropy',
  'binaryCrossEntropy',
  'meanSquaredError',
  'meanAbsoluteError',
  'huber',
];

/** What the outputs are that a loss is computed from: before or after softmax or sigmoid. */
export type OutputForm = 'logits' | 'probabilities';

const EPSILON = 1e-7;

/**
 * Computes the loss of each row.
 *
 * - crossEntropy: −Σ t·log p over the classes; from logits z as −Σ t·log softmax(z), which never overflows. Probabilities
 *   are divided by their sum and clipped to [1e-7, 1 − 1e-7], as in Keras.
 * - binaryCrossEntropy: the mean of −t·log p − (1 − t)·log(1 − p) over the units; from logits as
 *   max(z, 0) − z·t + log(1 + e^−|z|).
 * - meanSquaredError, meanAbsoluteError: the mean of (o − t)² or |o − t| over the outputs.
 * - huber: the mean of ½d² for |d| ≤ 1 and |d| − ½ beyond, d = o − t (Huber 1964, δ = 1).
 *
 * @param outputs shape [n, units]
 * @param targets shape [n, units]
 * @param form what `outputs` are, for the two cross-entropies
 * @returns shape [n]
 */
export function lossOfRows(
  loss: LossName,
  outputs: tf.Tensor2D,
  targets: tf.Tensor2D,
  form: OutputForm,
): tf.Tensor1D {
  switch (loss) {
    case 'crossEntropy':
      return tf.neg(tf.sum(tf.mul(targets, logProbabilities(outputs, form)), 1));
    case 'binaryCrossEntropy':
      return tf.mean(
        form === 'logits'
          ? binaryCrossEntropyOfLogits(outputs, targets)
          : binaryCrossEntropyOfProbabilities(outputs, targets),
        1,
      );
    case 'meanSquaredError':
      return tf.mean(tf.square(tf.sub(outputs, targets)), 1);
    case 'meanAbsoluteError':
      return tf.mean(absolute(tf.sub(outputs, targets)), 1);
    case 'huber': {
      const distance = absolute(tf.sub(outputs, targets));
      const near = tf.minimum(distance, 1);
      return tf.mean(tf.add(tf.mul(0.5, tf.square(near)), tf.sub(distance, near)), 1);
    }
  }
}

/**
 * Moves targets towards the uniform ones: (1 − s)·t + s/K for K classes; a sigmoid unit has K = 2.
 *
 * Source: Szegedy et al. (2016), "Rethinking the Inception architecture for computer vision".
 */
export function smoothTargets(
  loss: LossName,
  targets: tf.Tensor2D,
  smoothing: number,
): tf.Tensor2D {
  const classes = loss === 'binaryCrossEntropy' ? 2 : targets.shape[1];
  return tf.add(tf.mul(targets, 1 - smoothing), smoothing / classes);
}

/** Divides each row by its sum, so that non-negative outputs become probabilities. */
export function normalizeRows(outputs: tf.Tensor2D): tf.Tensor2D {
  return tf.div(outputs, tf.maximum(tf.sum(outputs, 1, true), EPSILON));
}

function logProbabilities(outputs: tf.Tensor2D, form: OutputForm): tf.Tensor2D {
  if (form === 'logits') return tf.logSoftmax(outputs);
  return tf.log(tf.clipByValue(normalizeRows(outputs), EPSILON, 1 - EPSILON));
}

// The gradient σ(z) − t is given, because tfjs' derivatives of max and |z| make it −t at z = 0.
function binaryCrossEntropyOfLogits(logits: tf.Tensor2D, targets: tf.Tensor2D): tf.Tensor2D {
  return tf.customGrad((z, save) => {
    const logit = z as tf.Tensor;
    // What the forward pass makes, smoothed targets too, is gone by the backward pass unless it is saved.
    (save as (tensors: tf.Tensor[]) => void)([logit, targets]);
    const value = tf.add(
      tf.sub(tf.relu(logit), tf.mul(logit, targets)),
      tf.log1p(tf.exp(tf.neg(tf.abs(logit)))),
    );
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) =>
      tf.mul(dy, tf.sub(tf.sigmoid(saved[0]!), saved[1]!));
    return { value, gradFunc };
  })(logits) as tf.Tensor2D;
}

function binaryCrossEntropyOfProbabilities(
  outputs: tf.Tensor2D,
  targets: tf.Tensor2D,
): tf.Tensor2D {
  const p = tf.clipByValue(outputs, EPSILON, 1 - EPSILON);
  return tf.neg(
    tf.add(tf.mul(targets, tf.log(p)), tf.mul(tf.sub(1, targets), tf.log(tf.sub(1, p)))),
  );
}

/** |x|, with the derivative 0 at 0; tfjs' own is −1 there. */
export function absolute<T extends tf.Tensor>(x: T): T {
  return tf.customGrad((input, save) => {
    const value = input as tf.Tensor;
    (save as (tensors: tf.Tensor[]) => void)([value]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => tf.mul(dy, tf.sign(saved[0]!));
    return { value: tf.abs(value), gradFunc };
  })(x) as T;
}
