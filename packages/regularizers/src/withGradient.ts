import * as tf from '@tensorflow/tfjs';

/**
 * Makes a scalar function of a tensor whose gradient is written by hand: where autodiff would give NaN (the norm of a zero
 * vector), or tfjs another value than the field (|w| at 0).
 *
 * @param formula from the tensor to the value and ∂value/∂tensor
 */
export function withGradient(
  x: tf.Tensor,
  formula: (x: tf.Tensor) => { value: tf.Scalar; gradient: tf.Tensor },
): tf.Scalar {
  return tf.customGrad((input, save) => {
    const { value, gradient } = formula(input as tf.Tensor);
    (save as (tensors: tf.Tensor[]) => void)([gradient]);
    return { value, gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => tf.mul(dy, saved[0]!) };
  })(x) as tf.Scalar;
}

/** Σ|x|, with the derivative 0 at 0; tfjs' own is −1 there. */
export function sumOfSizes(x: tf.Tensor): tf.Scalar {
  return withGradient(x, (values) => ({
    value: tf.sum(tf.abs(values)) as tf.Scalar,
    gradient: tf.sign(values),
  }));
}
