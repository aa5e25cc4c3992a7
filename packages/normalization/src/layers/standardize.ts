import * as tf from '@tensorflow/tfjs';

/** What {@link standardize} can do besides. */
export interface StandardizeOptions {
  /** Whether the mean is subtracted; without, the variance is the mean square. Default true. */
  readonly centered?: boolean | undefined;
  /**
   * Is told the mean and the biased variance, with axes of size 1; may answer with constants that y becomes y·r + d by.
   */
  readonly onMoments?:
    ((mean: tf.Tensor, variance: tf.Tensor) => { r: tf.Tensor; d: tf.Tensor } | void) | undefined;
}

/**
 * Standardizes a tensor over some of its axes, as one operation with a gradient of its own, which needs fewer steps and less
 * memory than those of its parts:
 *
 *     y = (x − μ) / √(σ² + ε)      dx = (dy − mean(dy) − y·mean(dy·y)) / √(σ² + ε)
 *
 * @param axes over which the mean and the variance are
 */
export function standardize(
  x: tf.Tensor,
  axes: number[],
  epsilon: number,
  { centered = true, onMoments }: StandardizeOptions = {},
): tf.Tensor {
  return tf.customGrad((input, save) => {
    const from = input as tf.Tensor;
    const mean = centered ? tf.mean(from, axes, true) : tf.scalar(0);
    const distance = centered ? tf.sub(from, mean) : from;
    const variance = tf.mean(tf.square(distance), axes, true);
    const inverse = tf.div(1, tf.sqrt(tf.add(variance, epsilon)));
    const normalized = tf.mul(distance, inverse);
    const constants = onMoments?.(mean, variance);
    const value = constants ? tf.add(tf.mul(normalized, constants.r), constants.d) : normalized;
    const factor = constants ? tf.mul(inverse, constants.r) : inverse;
    (save as tf.GradSaveFunc)([normalized, factor]);
    return {
      value,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [y, scale] = saved as [tf.Tensor, tf.Tensor];
        const along = tf.mul(y, tf.mean(tf.mul(dy, y), axes, true));
        const rest = tf.sub(dy, along);
        return tf.mul(centered ? tf.sub(rest, tf.mean(dy, axes, true)) : rest, scale);
      },
    };
  })(x);
}
