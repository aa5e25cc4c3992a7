import type { KernelExports } from '@occam/backend';
import type * as tf from '@tensorflow/tfjs';
import type { FusedWeight } from './updateRule.js';

/** A way to keep gradients small, with its limit filled in. */
export interface Clipping {
  /** Clips the gradients of a step with tfjs' ops. */
  clip(gradients: tf.NamedTensorMap): tf.NamedTensorMap;
  /**
   * The same for the fused engine: called with all weights at the begin of a step, it returns the factor by which the
   * optimizer's kernel multiplies the gradient of each.
   */
  lower(
    kernels: KernelExports,
  ): (weights: readonly FusedWeight[]) => (weight: FusedWeight) => number;
}
