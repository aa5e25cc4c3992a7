import { checkNumber } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import type { RunningOptions } from './normalizationLayer.js';
import { RunningNormalization } from './runningNormalization.js';
import { standardize } from './standardize.js';

/** What {@link batchRenormalization} takes. */
export interface BatchRenormalizationOptions extends RunningOptions {
  /** How far the deviation may be corrected: r is from 1 / rMax to rMax, at least 1. Default 3. */
  rMax?: number | undefined;
  /** How far the mean may be corrected: d is from −dMax to dMax, at least 0. Default 5. */
  dMax?: number | undefined;
}

/** What of a {@link batchRenormalization} may be changed while it trains; read in each step. */
export interface RenormalizationBounds {
  /** The bound of r, at least 1. */
  rMax: number;
  /** The bound of d, at least 0. */
  dMax: number;
}

/** The layer that {@link batchRenormalization} makes. */
export class BatchRenormalization extends RunningNormalization implements RenormalizationBounds {
  /** The name in saved models. */
  static className = 'OccamBatchRenormalization';
  /** The bound of r; read in each step, so that it may be changed. */
  rMax: number;
  /** The bound of d; read in each step, so that it may be changed. */
  dMax: number;

  /** Checks the options. */
  constructor(options: BatchRenormalizationOptions = {}) {
    super(options, { layer: 'batchRenormalization', own: ['rMax', 'dMax'] });
    const { rMax = 3, dMax = 5 } = options;
    checkNumber('rMax', rMax, { min: 1 });
    checkNumber('dMax', dMax, { min: 0 });
    this.rMax = rMax;
    this.dMax = dMax;
  }

  protected override byBatch(x: tf.Tensor, others: number[]): tf.Tensor {
    return standardize(x, others, this.epsilon, {
      onMoments: (mean, variance) => {
        const { epsilon, rMax, dMax, movingMean, movingVariance } = this;
        const running = (value: tf.LayerVariable) => tf.reshape(value.read(), mean.shape);
        const deviation = tf.sqrt(tf.add(running(movingVariance), epsilon));
        const ratio = tf.div(tf.sqrt(tf.add(variance, epsilon)), deviation);
        const distance = tf.div(tf.sub(mean, running(movingMean)), deviation);
        const r = tf.clipByValue(ratio, 1 / rMax, rMax);
        const d = tf.clipByValue(distance, -dMax, dMax);
        this.move(mean, variance);
        return { r, d };
      },
    });
  }

  /** The options. */
  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), rMax: this.rMax, dMax: this.dMax };
  }
}

/**
 * Creates batch normalization whose output in training is, within bounds, that of inference, so that it serves small batches
 * and batches of one kind:
 *
 *     y = γ·(x̂·r + d) + β      x̂ = (x − μ_B) / σ_B      σ = √(variance + ε)
 *     r = min(max(σ_B / σ, 1 / rMax), rMax)      d = min(max((μ_B − μ) / σ, −dMax), dMax)
 *
 * with the running μ and σ of before the step; r and d count as constants in the gradient. `rMax: 1, dMax: 0` is batch
 * normalization. The paper begins with that and opens the bounds to 3 and 5 once the running statistics are good: set the layer's
 * properties `rMax` and `dMax` in a callback, both engines read them in each step. Unlike the paper, which averages σ_B, the
 * running average is that of the biased variance, as in {@link batchNormalization}, which it shares the other options with.
 *
 * @throws TypeError or RangeError if an option is unknown, of another type or out of range, and once the input is known, if it
 *   has no such axis
 *
 * @example
 * ```ts
 * import { batchRenormalization } from '@occam/normalization';
 *
 * const layer = batchRenormalization({ rMax: 1, dMax: 0 });
 * layer.rMax = 1.5; // later, in a callback
 * ```
 *
 * Ioffe: Batch Renormalization, 2017.
 */
export function batchRenormalization(
  options: BatchRenormalizationOptions = {},
): tf.layers.Layer & RenormalizationBounds {
  return new BatchRenormalization(options);
}
