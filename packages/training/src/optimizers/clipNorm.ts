import { checkNumber } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import type { Clipping } from './clipping.js';
import { configOf, type OptimizerConfig, type OptimizerOptions } from './optimizerConfig.js';

/**
 * Adds clipping by norm to an optimizer: g ← g · min(1, limit / ‖g‖₂) for the gradient of each weight tensor (a kernel, a
 * bias) by itself, before the step. As Keras' `clipnorm`; for the norm of all gradients together see
 * {@link globalClipNorm}.
 *
 * The fused engine sums the squares by a kernel and gives the factor to the optimizer's.
 *
 * @param limit the largest Euclidean norm, above 0
 * @returns the optimizer with the option `clipNorm`
 * @throws TypeError or RangeError if the limit is no finite number above 0
 *
 * @example
 * ```ts
 * import { clipNorm } from '@occam/training';
 *
 * console.log(clipNorm('sgd', 1)); // { name: 'sgd', clipNorm: 1 }
 * ```
 */
export function clipNorm(optimizer: OptimizerOptions, limit: number): OptimizerConfig {
  checkNumber('clipNorm', limit, { above: 0 });
  return { ...configOf(optimizer), clipNorm: limit };
}

/** Prepares {@link clipNorm} for both engines. */
export function clippingByNorm(limit: number): Clipping {
  return {
    clip: (gradients) =>
      Object.fromEntries(
        Object.entries(gradients).map(([name, gradient]) => [name, shorten(gradient, limit)]),
      ),
    lower: (kernels) => () => (weight) => {
      const squares = kernels.sumOfSquares(weight.size, weight.gradient.address);
      return limit / Math.max(Math.sqrt(squares), limit);
    },
  };
}

function shorten(gradient: tf.Tensor, limit: number): tf.Tensor {
  const norm = tf.sqrt(tf.sum(tf.square(gradient)));
  return tf.mul(gradient, tf.div(limit, tf.maximum(norm, limit)));
}
