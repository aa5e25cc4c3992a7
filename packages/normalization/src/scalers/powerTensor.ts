import * as tf from '@tensorflow/tfjs';
import { subtractExactly } from './affineScaler.js';
import { polynomial } from './polynomial.js';

/**
 * The transform of Yeo and Johnson in tfjs' ops, from exp and log alone, whose series near 0 keep the digits that
 * WebGL's expm1 and log1p lose:
 *
 *     y = sign(x)·l·φ(p·l),    l = ln(1 + |x|),    p = λ or 2 − λ,    φ(u) = (e^u − 1) / u
 *
 * then (y − mean) / scale.
 *
 * @param x shape [rows, columns]
 */
export function powerTensor(
  x: tf.Tensor2D,
  lambdas: Float64Array,
  mean: Float64Array,
  scale: Float64Array,
): tf.Tensor2D {
  // What compares has no gradient in tfjs, so the slope is given: dy/dx = (1 + |x|)^(p − 1).
  const op = tf.customGrad((input, save) => {
    const above = tf.greaterEqual(input as tf.Tensor2D, 0);
    const powers = tf.where(
      above,
      tf.add(tf.zerosLike(input as tf.Tensor2D), tf.tensor1d(Float32Array.from(lambdas))),
      tf.add(
        tf.zerosLike(input as tf.Tensor2D),
        tf.tensor1d(Float32Array.from(lambdas, (lambda) => 2 - lambda)),
      ),
    );
    const log = logOfOnePlus(tf.abs(input as tf.Tensor2D));
    const size = tf.mul(log, shareOfExponential(tf.mul(powers, log)));
    const y = tf.where(above, size, tf.neg(size)) as tf.Tensor2D;
    const inverse = tf.tensor1d(Float32Array.from(scale, (value) => 1 / value));
    const z = tf.mul(subtractExactly(y, mean), inverse);
    (save as (tensors: tf.Tensor[]) => void)([
      tf.mul(tf.exp(tf.mul(tf.sub(powers, 1), log)), inverse),
    ]);
    return {
      value: z,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => tf.mul(dy, saved[0]!),
    };
  });
  return op(x) as tf.Tensor2D;
}

/** ln(1 + x) for x ≥ 0; below ½ by 2·artanh(x / (2 + x)). */
function logOfOnePlus(x: tf.Tensor): tf.Tensor {
  const s = tf.div(x, tf.add(x, 2));
  const square = tf.square(s);
  const series = tf.mul(tf.mul(s, 2), polynomial(square, [1, 1 / 3, 1 / 5, 1 / 7, 1 / 9, 1 / 11]));
  return tf.where(tf.less(x, 0.5), series, tf.log(tf.add(x, 1)));
}

/** (e^u − 1) / u; near 0 by its series. */
function shareOfExponential(u: tf.Tensor): tf.Tensor {
  const small = tf.less(tf.abs(u), 0.5);
  const series = polynomial(u, [1, 1 / 2, 1 / 6, 1 / 24, 1 / 120, 1 / 720, 1 / 5040, 1 / 40320]);
  const divisor = tf.where(small, tf.onesLike(u), u);
  return tf.where(small, series, tf.div(tf.sub(tf.exp(u), 1), divisor));
}
