import * as tf from '@tensorflow/tfjs';

/** Keeps logarithms finite without stopping the gradient of outputs that are far off. */
const TINY = 1e-30;

/**
 * Prepares the loss that fits how a network ends, summed over the rows: cross-entropy after softmax, the mean binary
 * cross-entropy over the units after sigmoid, else the mean squared error over the outputs.
 *
 * @returns a function of outputs and targets, both [n, outputs]
 */
export function plainLossOf(
  model: tf.LayersModel,
): (outputs: tf.Tensor2D, targets: tf.Tensor2D) => tf.Scalar {
  const ending = endingOf(model);
  if (ending === 'softmax') {
    return (p, t) => tf.neg(tf.sum(tf.mul(t, tf.log(tf.add(p, TINY)))));
  }
  if (ending === 'sigmoid') {
    return (p, t) => {
      const on = tf.mul(t, tf.log(tf.add(p, TINY)));
      const off = tf.mul(tf.sub(1, t), tf.log(tf.add(tf.sub(1, p), TINY)));
      return tf.div(tf.neg(tf.sum(tf.add(on, off))), p.shape[1]);
    };
  }
  return (o, t) => tf.div(tf.sum(tf.square(tf.sub(o, t))), o.shape[1]);
}

/** With which activation a network ends, by tfjs' name: 'softmax', 'sigmoid', 'linear', … */
export function endingOf(model: tf.LayersModel): string {
  const last = model.outputs[0]!.sourceLayer as tf.layers.Layer & {
    activation?: { getClassName(): string } | null;
  };
  if (last.getClassName() === 'Softmax') return 'softmax';
  return last.activation?.getClassName() ?? 'linear';
}
