import { lowerMask, type LayerLowering, type NoiseDraws } from '@occam/backend';
import { checkNumber } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import { checkNoiseOptions, type NoiseLayerOptions } from './noiseLayerOptions.js';
import { NoiseLayer } from './noiseLayer.js';
import { checkNoiseShape, maskShape, type NoiseShape } from './noiseShape.js';

/** What {@link dropout} takes. */
export interface DropoutOptions extends NoiseLayerOptions {
  /** The share of the inputs that is dropped, 0 ≤ rate < 1. */
  rate: number;
  /**
   * The shape of the mask with the batch axis: 1 where all along an axis are dropped together, null for the size of the
   * input. Default: one number of the mask for each element.
   */
  noiseShape?: NoiseShape | null | undefined;
}

/** The layer that {@link dropout} makes. */
export class Dropout extends NoiseLayer {
  /** The name in saved models. */
  static className = 'OccamDropout';
  /** The share that is dropped. */
  readonly rate: number;
  /** The shape of the mask. */
  readonly noiseShape: NoiseShape | undefined;

  /** Checks the options. */
  constructor(options: DropoutOptions) {
    const seed = checkNoiseOptions('dropout', options, ['rate', 'noiseShape']);
    const { rate, noiseShape, ...others } = options;
    checkNumber('rate', rate, { min: 0, below: 1 });
    const shape = checkNoiseShape(noiseShape);
    super(others, seed);
    this.rate = rate;
    this.noiseShape = shape;
  }

  protected override disturb(x: tf.Tensor, draws: NoiseDraws): tf.Tensor {
    const { rate, noiseShape } = this;
    if (rate === 0) return x;
    const mask = draws.mask(maskShape(x, noiseShape, this.name), rate, 1 / (1 - rate));
    return tf.mul(x, mask);
  }

  /** The options. */
  override getConfig(): tf.serialization.ConfigDict {
    const { rate, noiseShape } = this;
    return { ...super.getConfig(), rate, noiseShape: noiseShape ? [...noiseShape] : null };
  }
}

/**
 * Creates a layer that drops a share of its inputs at random in training and scales the others up, so that the mean stays;
 * at inference it does nothing:
 *
 *     y = x · k / (1 − rate)      k = [u ≥ rate], u uniform from [0, 1)
 *
 * Options are named as in Keras. tfjs' own Dropout repeats one mask for ever if it is given a seed; this one draws another
 * in every step, and the same ones under the same seed.
 *
 * Both engines compute it alike; the fused one refuses a `noiseShape` whose 1s stand apart, as [null, 1, 4, 1].
 *
 * @throws TypeError or RangeError if an option is unknown, of another type or out of range
 *
 * @example
 * ```ts
 * import { dropout } from '@occam/regularizers';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const model = tf.sequential({
 *   layers: [tf.layers.dense({ units: 8, inputShape: [4] }), dropout({ rate: 0.5, seed: 1 })],
 * });
 * ```
 *
 * Srivastava, Hinton, Krizhevsky, Sutskever, Salakhutdinov: Dropout: A Simple Way to Prevent Neural Networks from
 * Overfitting, 2014.
 */
export function dropout(options: DropoutOptions): tf.layers.Layer {
  return new Dropout(options);
}

/** Multiplies by the mask; nothing at inference. */
export const lowerDropout: LayerLowering = (layer, plan, [x]) => {
  const { rate, noiseShape } = layer as Dropout;
  return lowerMask(layer, plan, x!, rate, noiseShape);
};
