import { lowerMask, type LayerLowering, type NoiseDraws } from '@occam/backend';
import { checkNumber, checkOneOf } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import { checkNoiseOptions, type NoiseLayerOptions } from './noiseLayerOptions.js';
import { NoiseLayer } from './noiseLayer.js';

/** What {@link spatialDropout2d} takes. */
export interface SpatialDropout2dOptions extends NoiseLayerOptions {
  /** The share of the channels that is dropped, 0 ≤ rate < 1. */
  rate: number;
  /** Where the channels are, [rows, height, width, channels] or [rows, channels, height, width]. Default 'channelsLast'. */
  dataFormat?: 'channelsLast' | 'channelsFirst' | undefined;
}

/** The layer that {@link spatialDropout2d} makes. */
export class SpatialDropout2d extends NoiseLayer {
  /** The name in saved models. */
  static className = 'OccamSpatialDropout2d';
  /** The share that is dropped. */
  readonly rate: number;
  /** Where the channels are. */
  readonly dataFormat: 'channelsLast' | 'channelsFirst';

  /** Checks the options. */
  constructor(options: SpatialDropout2dOptions) {
    const seed = checkNoiseOptions('spatialDropout2d', options, ['rate', 'dataFormat']);
    const { rate, dataFormat = 'channelsLast', ...others } = options;
    checkNumber('rate', rate, { min: 0, below: 1 });
    checkOneOf('dataFormat', dataFormat, ['channelsLast', 'channelsFirst']);
    super(others, seed);
    this.rate = rate;
    this.dataFormat = dataFormat;
    this.inputSpec = [{ ndim: 4 }];
  }

  protected override disturb(x: tf.Tensor, draws: NoiseDraws): tf.Tensor {
    const { rate, dataFormat } = this;
    if (rate === 0) return x;
    const [rows, second, , last] = x.shape as [number, number, number, number];
    const shape = dataFormat === 'channelsLast' ? [rows, 1, 1, last] : [rows, second, 1, 1];
    return tf.mul(x, draws.mask(shape, rate, 1 / (1 - rate)));
  }

  /** The options. */
  override getConfig(): tf.serialization.ConfigDict {
    const { rate, dataFormat } = this;
    return { ...super.getConfig(), rate, dataFormat };
  }
}

/**
 * Creates a dropout layer for images that drops whole channels: neighbouring pixels are so alike that dropping one of them
 * hides nothing.
 *
 *     y[r, i, j, c] = x[r, i, j, c] · k[r, c] / (1 − rate)      k = [u ≥ rate], u uniform from [0, 1)
 *
 * Otherwise as `dropout`. tfjs has no such layer. Both engines compute it.
 *
 * @throws TypeError or RangeError if an option is unknown, of another type or out of range
 *
 * @example
 * ```ts
 * import { spatialDropout2d } from '@occam/regularizers';
 *
 * const layer = spatialDropout2d({ rate: 0.2, inputShape: [28, 28, 8] });
 * ```
 *
 * Tompson, Goroshin, Jain, LeCun, Bregler: Efficient Object Localization Using Convolutional Networks, 2015.
 */
export function spatialDropout2d(options: SpatialDropout2dOptions): tf.layers.Layer {
  return new SpatialDropout2d(options);
}

/** One number of the mask for each row and channel. */
export const lowerSpatialDropout2d: LayerLowering = (layer, plan, [x]) => {
  const { rate, dataFormat } = layer as SpatialDropout2d;
  return lowerMask(
    layer,
    plan,
    x!,
    rate,
    dataFormat === 'channelsLast' ? [null, 1, 1, null] : [null, null, 1, 1],
  );
};
