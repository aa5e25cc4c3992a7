import { checkNumber } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import type { Clipping } from './clipping.js';
import { configOf, type OptimizerConfig, type OptimizerOptions } from './optimizerConfig.js';

/**
 * Adds clipping by value to an optimizer: g ← min(max(g, −limit), limit) for each element of the gradient, before the step. It
 * changes the direction of the gradient. As Keras' `clipvalue` and PyTorch's `clip_grad_value_`; NaN stays NaN.
 *
 * The fused engine clips in place by a kernel.
 *
 * @param limit the largest size of an element, above 0
 * @returns the optimizer with the option `clipValue`
 * @throws TypeError or RangeError if the limit is no finite number above 0
 *
 * @example
 * ```ts
 * import { clipValue } from '@occam/training';
 *
 * console.log(clipValue('sgd', 0.5)); // { name: 'sgd', clipValue: 0.5 }
 * ```
 */
export function clipValue(optimizer: OptimizerOptions, limit: number): OptimizerConfig {
  checkNumber('clipValue', limit, { above: 0 });
  return { ...configOf(optimizer), clipValue: limit };
}

/** Prepares {@link clipValue} for both engines. */
export function clippingByValue(limit: number): Clipping {
  return {
    clip: (gradients) =>
      Object.fromEntries(
        Object.entries(gradients).map(([name, g]) => [name, tf.clipByValue(g, -limit, limit)]),
      ),
    lower: (kernels) => (weights) => {
      for (const { gradient, size } of weights) kernels.clipArray(size, gradient.address, limit);
      return () => 1;
    },
  };
}
