import * as tf from '@tensorflow/tfjs';

/**
 * The derivatives f′ of tfjs' element-wise activations, from the input z and the output y = f(z), written with operations
 * that tfjs can differentiate (comparisons are not among them, `step` is): its own gradients of tanh, sigmoid, exp and others cannot be differentiated again.
 */
const DERIVATIVES: Readonly<Record<string, (z: tf.Tensor, y: tf.Tensor) => tf.Tensor>> = {
  linear: (z) => tf.onesLike(z),
  relu: (z) => tf.step(z),
  relu6: (z) => tf.mul(tf.step(z), tf.step(tf.sub(6, z))),
  sigmoid: (_, y) => tf.mul(y, tf.sub(1, y)),
  tanh: (_, y) => tf.sub(1, tf.square(y)),
  elu: (z, y) => {
    const above = tf.step(z);
    return tf.add(above, tf.mul(tf.sub(1, above), tf.add(y, 1)));
  },
  selu: (z, y) => {
    const above = tf.step(z);
    const below = tf.mul(tf.sub(1, above), tf.add(y, SELU_SCALE * SELU_ALPHA));
    return tf.add(tf.mul(SELU_SCALE, above), below);
  },
  softplus: (z) => tf.sigmoid(z),
  softsign: (_, y) => tf.square(tf.sub(1, tf.abs(y))),
  hardSigmoid: (z) => tf.mul(0.2, tf.mul(tf.step(tf.add(z, 2.5)), tf.step(tf.sub(2.5, z)))),
  swish: (z, y) => {
    const gate = tf.sigmoid(z);
    return tf.add(gate, tf.mul(y, tf.sub(1, gate)));
  },
  mish: (z) => {
    const gate = tf.tanh(tf.softplus(z));
    return tf.add(gate, tf.mul(z, tf.mul(tf.sub(1, tf.square(gate)), tf.sigmoid(z))));
  },
  gelu: (z) => {
    const below = tf.mul(0.5, tf.add(1, tf.erf(tf.mul(z, Math.SQRT1_2))));
    const density = tf.mul(1 / Math.sqrt(2 * Math.PI), tf.exp(tf.mul(-0.5, tf.square(z))));
    return tf.add(below, tf.mul(z, density));
  },
  gelu_new: (z) => {
    const scale = Math.sqrt(2 / Math.PI);
    const square = tf.square(z);
    const inner = tf.mul(scale, tf.mul(z, tf.add(1, tf.mul(0.044715, square))));
    const t = tf.tanh(inner);
    const slope = tf.mul(scale, tf.add(1, tf.mul(3 * 0.044715, square)));
    return tf.mul(0.5, tf.add(tf.add(1, t), tf.mul(z, tf.mul(tf.sub(1, tf.square(t)), slope))));
  },
};

const SELU_ALPHA = 1.6732632423543772;
const SELU_SCALE = 1.0507009873554805;

/** The activations that {@link pullThroughActivation} knows. */
export const KNOWN_ACTIVATIONS: readonly string[] = [
  ...Object.keys(DERIVATIVES),
  'softmax',
  'logSoftmax',
];

/**
 * Pulls gradients back through an activation: from ∂/∂y to ∂/∂z.
 *
 * @param name tfjs' name of the activation, one of {@link KNOWN_ACTIVATIONS}
 * @param z shape [n, …]
 * @param y f(z)
 * @param gradients several gradients for each row, shape [n or 1, count, …]
 * @returns shape [n or 1, count, …]
 */
export function pullThroughActivation(
  name: string,
  z: tf.Tensor,
  y: tf.Tensor,
  gradients: tf.Tensor,
): tf.Tensor {
  if (name === 'linear') return gradients;
  if (name === 'softmax') {
    const p = tf.expandDims(y, 1);
    return tf.mul(p, tf.sub(gradients, tf.sum(tf.mul(gradients, p), -1, true)));
  }
  if (name === 'logSoftmax') {
    const p = tf.expandDims(tf.exp(y), 1);
    return tf.sub(gradients, tf.mul(p, tf.sum(gradients, -1, true)));
  }
  return tf.mul(gradients, tf.expandDims(DERIVATIVES[name]!(z, y), 1));
}
