import {
  lowerBatchNormalization as lower,
  lowerRunningNormalization,
  type LayerLowering,
} from '@occam/backend';
import type * as tf from '@tensorflow/tfjs';
import type { RunningOptions } from './normalizationLayer.js';
import { RunningNormalization } from './runningNormalization.js';
import { standardize } from './standardize.js';

/** What {@link batchNormalization} takes. */
export interface BatchNormalizationOptions extends RunningOptions {}

/** The layer that {@link batchNormalization} makes. */
export class BatchNormalization extends RunningNormalization {
  /** The name in saved models. */
  static className = 'OccamBatchNormalization';

  /** Checks the options. */
  constructor(options: BatchNormalizationOptions = {}) {
    super(options, { layer: 'batchNormalization', own: [] });
  }

  protected override byBatch(x: tf.Tensor, others: number[]): tf.Tensor {
    return standardize(x, others, this.epsilon, {
      onMoments: (mean, variance) => this.move(mean, variance),
    });
  }
}

/**
 * Creates the layer that normalizes each channel by the mean and variance of the batch in training, and by their running
 * averages at inference:
 *
 *     y = γ·(x − μ) / √(σ² + ε) + β      running ← running − (running − the batch's)·(1 − momentum)
 *
 * σ² is the biased variance, in the running average too, as in Keras and tfjs (PyTorch's running one is unbiased; its momentum
 * is 1 − ours). Options are named as in Keras, with its defaults: `axis` −1, `momentum` 0.99, `epsilon` 0.001. Unlike
 * tfjs' own layer it trains with `scale: false` or `center: false`, and as in Keras, one with `trainable: false` uses its
 * running statistics in training too and leaves them alone. The fused engine normalizes the last axis.
 *
 * @throws TypeError or RangeError if an option is unknown, of another type or out of range, and once the input is known, if it
 *   has no such axis
 *
 * @example
 * ```ts
 * import { batchNormalization } from '@occam/normalization';
 *
 * const layer = batchNormalization({ scale: false });
 * ```
 *
 * Ioffe, Szegedy: Batch Normalization, 2015.
 */
export function batchNormalization(options: BatchNormalizationOptions = {}): tf.layers.Layer {
  return new BatchNormalization(options);
}

/** As tfjs' BatchNormalization, but by the running statistics if it is frozen. */
export const lowerBatchNormalization: LayerLowering = (layer, plan, inputs) =>
  (layer.trainable ? lower : lowerRunningNormalization)(layer, plan, inputs);
