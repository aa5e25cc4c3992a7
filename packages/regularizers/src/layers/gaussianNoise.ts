import { lowerGaussianNoise as lower, type LayerLowering, type NoiseDraws } from '@occam/backend';
import { checkNumber } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import { checkNoiseOptions, type NoiseLayerOptions } from './noiseLayerOptions.js';
import { NoiseLayer } from './noiseLayer.js';

/** What {@link gaussianNoise} takes. */
export interface GaussianNoiseOptions extends NoiseLayerOptions {
  /** The standard deviation of the noise, in units of the input, at least 0. */
  stddev: number;
}

/** The layer that {@link gaussianNoise} makes. */
export class GaussianNoise extends NoiseLayer {
  /** The name in saved models. */
  static className = 'OccamGaussianNoise';
  /** The standard deviation. */
  readonly stddev: number;

  /** Checks the options. */
  constructor(options: GaussianNoiseOptions) {
    const seed = checkNoiseOptions('gaussianNoise', options, ['stddev']);
    const { stddev, ...others } = options;
    checkNumber('stddev', stddev, { min: 0 });
    super(others, seed);
    this.stddev = stddev;
  }

  protected override disturb(x: tf.Tensor, draws: NoiseDraws): tf.Tensor {
    const { stddev } = this;
    return stddev === 0 ? x : tf.add(x, tf.mul(draws.normal(x.shape), stddev));
  }

  /** The options. */
  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), stddev: this.stddev };
  }
}

/**
 * Creates a layer that adds normal noise to its input in training; at inference it does nothing:
 *
 *     y = x + stddev · z      z standard normal
 *
 * On the inputs of a network, small noise acts like a penalty of the slope of the output (Bishop 1995). Options are
 * named as in Keras; tfjs' own GaussianNoise has no seed. Both engines compute it.
 *
 * @throws TypeError or RangeError if an option is unknown, of another type or out of range
 *
 * @example
 * ```ts
 * import { gaussianNoise } from '@occam/regularizers';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const model = tf.sequential({
 *   layers: [gaussianNoise({ stddev: 0.3, inputShape: [4] }), tf.layers.dense({ units: 3 })],
 * });
 * ```
 *
 * Bishop: Training with Noise is Equivalent to Tikhonov Regularization, 1995.
 */
export function gaussianNoise(options: GaussianNoiseOptions): tf.layers.Layer {
  return new GaussianNoise(options);
}

/** As tfjs' GaussianNoise. */
export const lowerGaussianNoise: LayerLowering = (layer, plan, inputs) =>
  (layer as GaussianNoise).stddev === 0 ? inputs[0]! : lower(layer, plan, inputs);
