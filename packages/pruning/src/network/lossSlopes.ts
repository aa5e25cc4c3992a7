import * as tf from '@tensorflow/tfjs';
import type { Slopes } from './denseChain.js';
import { endingOf } from './plainLoss.js';

/**
 * Prepares the slopes of each row's loss (that of `plainLossOf`) by the logits, or by the outputs where the network ends in neither
 * softmax nor sigmoid.
 */
export function lossSlopesOf(
  model: tf.LayersModel,
): (logits: tf.Tensor2D, targets: tf.Tensor2D) => Slopes {
  const ending = endingOf(model);
  if (ending === 'softmax') {
    return (z, t) => {
      const p = tf.softmax(z);
      const total = tf.sum(t, 1, true);
      return {
        first: tf.sub(tf.mul(p, total), t),
        second: tf.mul(total, tf.mul(p, tf.sub(1, p))),
      };
    };
  }
  if (ending === 'sigmoid') {
    return (z, t) => {
      const p = tf.sigmoid(z);
      return {
        first: tf.div(tf.sub(p, t), z.shape[1]),
        second: tf.div(tf.mul(p, tf.sub(1, p)), z.shape[1]),
      };
    };
  }
  return (o, t) => ({
    first: tf.mul(tf.sub(o, t), 2 / o.shape[1]),
    second: tf.fill(o.shape, 2 / o.shape[1]),
  });
}
