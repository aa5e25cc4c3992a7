import * as tf from '@tensorflow/tfjs';

/** The first and the second derivative of an activation at its input z, of the shape of z. */
export type Derivatives = (z: tf.Tensor) => readonly [first: tf.Tensor, second: tf.Tensor];

const SELU_SCALE = 1.0507009873554805;
const SELU_ALPHA = 1.6732632423543772;

/** By tfjs' names. At a kink the second derivative is 0. tfjs itself differentiates most of these only once. */
export const ACTIVATION_DERIVATIVES: Readonly<Record<string, Derivatives>> = {
  linear: (z) => [tf.onesLike(z), tf.zerosLike(z)],
  relu: (z) => [tf.step(z), tf.zerosLike(z)],
  relu6: (z) => [tf.mul(tf.step(z), tf.step(tf.sub(6, z))), tf.zerosLike(z)],
  sigmoid(z) {
    const y = tf.sigmoid(z);
    const first = tf.mul(y, tf.sub(1, y));
    return [first, tf.mul(first, tf.sub(1, tf.mul(2, y)))];
  },
  tanh(z) {
    const y = tf.tanh(z);
    const first = tf.sub(1, tf.square(y));
    return [first, tf.mul(-2, tf.mul(y, first))];
  },
  softplus(z) {
    const y = tf.sigmoid(z);
    return [y, tf.mul(y, tf.sub(1, y))];
  },
  softsign(z) {
    const below = tf.add(1, tf.abs(z));
    return [
      tf.reciprocal(tf.square(below)),
      tf.div(tf.mul(-2, tf.sign(z)), tf.mul(below, tf.square(below))),
    ];
  },
  elu(z) {
    const exp = tf.exp(tf.minimum(z, 0));
    const above = tf.step(z);
    return [tf.where(tf.cast(above, 'bool'), above, exp), tf.mul(exp, tf.sub(1, above))];
  },
  selu(z) {
    const exp = tf.mul(tf.exp(tf.minimum(z, 0)), SELU_SCALE * SELU_ALPHA);
    const above = tf.step(z);
    return [
      tf.where(tf.cast(above, 'bool'), tf.mul(above, SELU_SCALE), exp),
      tf.mul(exp, tf.sub(1, above)),
    ];
  },
  swish(z) {
    const s = tf.sigmoid(z);
    const slope = tf.mul(s, tf.sub(1, s));
    return [
      tf.add(s, tf.mul(z, slope)),
      tf.mul(slope, tf.add(2, tf.mul(z, tf.sub(1, tf.mul(2, s))))),
    ];
  },
};
