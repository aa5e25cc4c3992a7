import { lowerMask, type LayerLowering, type NoiseDraws } from '@occam/backend';
import { checkNumber } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import { checkNoiseOptions, type NoiseLayerOptions } from './noiseLayerOptions.js';
import { NoiseLayer } from './noiseLayer.js';

/** What {@link spatialDropout1d} takes. */
export interface SpatialDropout1dOptions extends NoiseLayerOptions {
  /** The share of the channels that is dropped, 0 ≤ rate < 1. */
  rate: number;
}

/** The layer that {@link spatialDropout1d} makes. */
export class SpatialDropout1d extends NoiseLayer {
  /** The name in saved models. */
  static className = 'OccamSpatialDropout1d';
  /** The share that is dropped. */
  readonly rate: number;

  /** Checks the options. */
  constructor(options: SpatialDropout1dOptions) {
    const seed = checkNoiseOptions('spatialDropout1d', options, ['rate']);
    const { rate, ...others } = options;
    checkNumber('rate', rate, { min: 0, below: 1 });
    super(others, seed);
    this.rate = rate;
    this.inputSpec = [{ ndim: 3 }];
  }

  protected override disturb(x: tf.Tensor, draws: NoiseDraws): tf.Tensor {
    const { rate } = this;
    if (rate === 0) return x;
    return tf.mul(x, draws.mask([x.shape[0]!, 1, x.shape[2]!], rate, 1 / (1 - rate)));
  }

  /** The options. */
  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), rate: this.rate };
  }
}

/**
 * Creates a dropout layer for series, shape [rows, steps, channels], that drops whole channels: neighbouring steps are so alike
 * that dropping one of them hides nothing.
 *
 *     y[r, s, c] = x[r, s, c] · k[r, c] / (1 − rate)      k = [u ≥ rate], u uniform from [0, 1)
 *
 * Otherwise as `dropout`. Both engines compute it.
 *
 * @throws TypeError or RangeError if an option is unknown, of another type or out of range
 *
 * @example
 * ```ts
 * import { spatialDropout1d } from '@occam/regularizers';
 *
 * const layer = spatialDropout1d({ rate: 0.2, inputShape: [24, 8] });
 * ```
 *
 * Tompson, Goroshin, Jain, LeCun, Bregler: Efficient Object Localization Using Convolutional Networks, 2015.
 */
export function spatialDropout1d(options: SpatialDropout1dOptions): tf.layers.Layer {
  return new SpatialDropout1d(options);
}

/** One number of the mask for each row and channel. */
export const lowerSpatialDropout1d: LayerLowering = (layer, plan, [x]) =>
  lowerMask(layer, plan, x!, (layer as SpatialDropout1d).rate, [null, 1, null]);
