import { checkNumber } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import type { Clipping } from './clipping.js';
import { configOf, type OptimizerConfig, type OptimizerOptions } from './optimizerConfig.js';

/**
 * Adds clipping by the global norm to an optimizer: g ← g · min(1, limit / ‖all gradients‖₂), all alike, before the step, so
 * that the direction stays. As Keras' `global_clipnorm` and PyTorch's `clip_grad_norm_` (which adds 1e-6 to the norm).
 *
 * The fused engine sums the squares by a kernel and gives the factor to the optimizer's.
 *
 * Source: Pascanu, Mikolov, Bengio (2013), "On the difficulty of training recurrent neural networks".
 *
 * @param limit the largest Euclidean norm, above 0
 * @returns the optimizer with the option `globalClipNorm`
 * @throws TypeError or RangeError if the limit is no finite number above 0
 *
 * @example
 * ```ts
 * import { globalClipNorm } from '@occam/training';
 *
 * console.log(globalClipNorm('adam', 1)); // { name: 'adam', globalClipNorm: 1 }
 * ```
 */
export function globalClipNorm(optimizer: OptimizerOptions, limit: number): OptimizerConfig {
  checkNumber('globalClipNorm', limit, { above: 0 });
  return { ...configOf(optimizer), globalClipNorm: limit };
}

/** Prepares {@link globalClipNorm} for both engines. */
export function clippingByGlobalNorm(limit: number): Clipping {
  return {
    clip(gradients) {
      const squares = Object.values(gradients).map((gradient) => tf.sum(tf.square(gradient)));
      const norm = tf.sqrt(tf.addN(squares));
      const scale = tf.div(limit, tf.maximum(norm, limit));
      return Object.fromEntries(
        Object.entries(gradients).map(([name, gradient]) => [name, tf.mul(gradient, scale)]),
      );
    },
    lower: (kernels) => (weights) => {
      let squares = 0;
      for (const { size, gradient } of weights) {
        squares += kernels.sumOfSquares(size, gradient.address);
      }
      const scale = limit / Math.max(Math.sqrt(squares), limit);
      return () => scale;
    },
  };
}
