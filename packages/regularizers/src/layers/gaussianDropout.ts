import { lowerGaussianDropout as lower, type LayerLowering, type NoiseDraws } from '@occam/backend';
import { checkNumber } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import { checkNoiseOptions, type NoiseLayerOptions } from './noiseLayerOptions.js';
import { NoiseLayer } from './noiseLayer.js';

/** What {@link gaussianDropout} takes. */
export interface GaussianDropoutOptions extends NoiseLayerOptions {
  /** The rate of the dropout whose variance the noise has, 0 ≤ rate < 1. */
  rate: number;
}

/** The layer that {@link gaussianDropout} makes. */
export class GaussianDropout extends NoiseLayer {
  /** The name in saved models. */
  static className = 'OccamGaussianDropout';
  /** The rate. */
  readonly rate: number;

  /** Checks the options. */
  constructor(options: GaussianDropoutOptions) {
    const seed = checkNoiseOptions('gaussianDropout', options, ['rate']);
    const { rate, ...others } = options;
    checkNumber('rate', rate, { min: 0, below: 1 });
    super(others, seed);
    this.rate = rate;
  }

  protected override disturb(x: tf.Tensor, draws: NoiseDraws): tf.Tensor {
    const { rate } = this;
    if (rate === 0) return x;
    const deviation = Math.sqrt(rate / (1 - rate));
    return tf.mul(x, tf.add(1, tf.mul(draws.normal(x.shape), deviation)));
  }

  /** The options. */
  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), rate: this.rate };
  }
}

/**
 * Creates a layer that multiplies its input by normal noise with the mean 1 and the variance of dropout's mask in training; at
 * inference it does nothing:
 *
 *     y = x · (1 + √(rate / (1 − rate)) · z)      z standard normal
 *
 * Options are named as in Keras; tfjs' own GaussianDropout has no seed. Both engines compute it.
 *
 * @throws TypeError or RangeError if an option is unknown, of another type or out of range
 *
 * @example
 * ```ts
 * import { gaussianDropout } from '@occam/regularizers';
 *
 * const layer = gaussianDropout({ rate: 0.2 });
 * ```
 *
 * Srivastava, Hinton, Krizhevsky, Sutskever, Salakhutdinov: Dropout, section 10, 2014.
 */
export function gaussianDropout(options: GaussianDropoutOptions): tf.layers.Layer {
  return new GaussianDropout(options);
}

/** As tfjs' GaussianDropout. */
export const lowerGaussianDropout: LayerLowering = (layer, plan, inputs) =>
  lower(layer, plan, inputs);
