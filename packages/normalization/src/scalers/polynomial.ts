import * as tf from '@tensorflow/tfjs';

/** A polynomial in tfjs' ops; the coefficients begin with the constant. */
export function polynomial(x: tf.Tensor, coefficients: readonly number[]): tf.Tensor {
  let value: tf.Tensor = tf.scalar(coefficients.at(-1)!);
  for (const coefficient of coefficients.slice(0, -1).toReversed()) {
    value = tf.add(tf.mul(value, x), coefficient);
  }
  return value;
}
