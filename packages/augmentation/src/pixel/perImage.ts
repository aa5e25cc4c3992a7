import * as tf from '@tensorflow/tfjs';

/** A tensor [n, 1, 1, 1] of one number for each image, to be broadcast over it. */
export function perImage(values: readonly number[]): tf.Tensor4D {
  return tf.tensor4d([...values], [values.length, 1, 1, 1], 'float32');
}
