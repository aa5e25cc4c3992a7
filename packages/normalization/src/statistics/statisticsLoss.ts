import { checkOneOf, describe } from '@occam/core';
import * as tf from '@tensorflow/tfjs';

/** The losses that `activationStatistics` knows by name. */
export type StatisticsLossName = 'crossEntropy' | 'binaryCrossEntropy' | 'meanSquaredError';

/** A loss of a batch: from targets (as given) and outputs to the mean over the rows. */
export type StatisticsLoss = (targets: tf.Tensor, outputs: tf.Tensor) => tf.Scalar;

const NAMES: readonly StatisticsLossName[] = [
  'crossEntropy',
  'binaryCrossEntropy',
  'meanSquaredError',
];

/**
 * Finds a loss by its name, or the one that fits the model's last activation.
 *
 * @throws TypeError or RangeError if it is neither a name nor a function
 */
export function lossFor(
  model: tf.LayersModel,
  loss: StatisticsLossName | StatisticsLoss | undefined,
): StatisticsLoss {
  if (typeof loss === 'function') return loss;
  const activation = lastActivation(model);
  const fitting = { softmax: NAMES[0]!, sigmoid: NAMES[1]! } as Record<string, StatisticsLossName>;
  const name = loss ?? fitting[activation] ?? 'meanSquaredError';
  if (typeof name !== 'string') {
    throw new TypeError(`loss must be a name or a function, not ${describe(name)}`);
  }
  checkOneOf('loss', name, NAMES);
  if (name === 'meanSquaredError') {
    return (t, y) => tf.mean(tf.square(tf.sub(y, tf.reshape(t, y.shape))));
  }
  if (name === 'binaryCrossEntropy') {
    return (t, y) => {
      const targets = tf.reshape(oneHot(t, y), y.shape);
      if (activation === 'linear') return tf.losses.sigmoidCrossEntropy(targets, y);
      const p = tf.clipByValue(y, 1e-7, 1 - 1e-7);
      const [right, wrong] = [tf.log(p), tf.log(tf.sub(1, p))];
      const log = tf.add(tf.mul(targets, right), tf.mul(tf.sub(1, targets), wrong));
      return tf.neg(tf.mean(log)) as tf.Scalar;
    };
  }
  return (t, y) => {
    const targets = oneHot(t, y);
    const log = activation === 'linear' ? tf.logSoftmax(y) : tf.log(tf.maximum(y, 1e-37));
    return tf.neg(tf.mean(tf.sum(tf.mul(targets, log), -1))) as tf.Scalar;
  };
}

/** Class indices [n] as unit vectors where the model has an output for each class; else what was given. */
function oneHot(targets: tf.Tensor, outputs: tf.Tensor): tf.Tensor {
  const classes = outputs.shape.at(-1)!;
  if (targets.rank > 1 || outputs.rank !== 2 || classes === 1) return targets;
  return tf.oneHot(tf.cast(targets, 'int32') as tf.Tensor1D, classes, 1, 0, 'float32');
}

function lastActivation(model: tf.LayersModel): string {
  const last = model.outputs[0]!.sourceLayer as tf.layers.Layer & {
    activation?: { getClassName(): string } | null;
  };
  if ('layers' in last) return lastActivation(last as unknown as tf.LayersModel);
  if (last.getClassName() === 'Softmax') return 'softmax';
  return last.activation?.getClassName() ?? 'linear';
}
