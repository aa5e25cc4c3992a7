import { lowerAlphaDropout as lower, type LayerLowering, type NoiseDraws } from '@occam/backend';
import { checkNumber } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import { checkNoiseOptions, type NoiseLayerOptions } from './noiseLayerOptions.js';
import { NoiseLayer } from './noiseLayer.js';
import { checkNoiseShape, maskShape, type NoiseShape } from './noiseShape.js';

/** What {@link alphaDropout} takes. */
export interface AlphaDropoutOptions extends NoiseLayerOptions {
  /** The share of the inputs that is replaced, 0 ≤ rate < 1. */
  rate: number;
  /**
   * The shape of the mask with the batch axis: 1 where all along an axis are replaced together, null for the size of the
   * input. Default: one number of the mask for each element.
   */
  noiseShape?: NoiseShape | null | undefined;
}

/** −λα of selu: the value that a unit of it saturates at. */
const SATURATED = -1.7580993408473766;

/** The layer that {@link alphaDropout} makes. */
export class AlphaDropout extends NoiseLayer {
  /** The name in saved models. */
  static className = 'OccamAlphaDropout';
  /** The share that is replaced. */
  readonly rate: number;
  /** The shape of the mask. */
  readonly noiseShape: NoiseShape | undefined;

  /** Checks the options. */
  constructor(options: AlphaDropoutOptions) {
    const seed = checkNoiseOptions('alphaDropout', options, ['rate', 'noiseShape']);
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
    const a = ((1 - rate) * (1 + rate * SATURATED ** 2)) ** -0.5;
    const b = -a * SATURATED * rate;
    const kept = draws.mask(maskShape(x, noiseShape, this.name), rate, 1);
    const mixed = tf.add(tf.mul(x, kept), tf.mul(tf.sub(1, kept), SATURATED));
    return tf.add(tf.mul(mixed, a), b);
  }

  /** The options. */
  override getConfig(): tf.serialization.ConfigDict {
    const { rate, noiseShape } = this;
    return { ...super.getConfig(), rate, noiseShape: noiseShape ? [...noiseShape] : null };
  }
}

/**
 * Creates the dropout layer for networks of selu units: it sets a share of its inputs to where selu saturates, not to 0, and
 * keeps mean 0 and variance 1 of inputs that have them; at inference it does nothing:
 *
 *     y = a · (x·k + α′·(1 − k)) + b      k = [u ≥ rate], u uniform from [0, 1)
 *     α′ = −λα of selu      a = ((1 − rate)(1 + rate·α′²))^−½      b = −a·α′·rate
 *
 * Options are named as in Keras; tfjs' own AlphaDropout has no seed and the wrong sign of α′. Both engines compute it; the
 * fused one refuses a `noiseShape`.
 *
 * @throws TypeError or RangeError if an option is unknown, of another type or out of range
 *
 * @example
 * ```ts
 * import { alphaDropout } from '@occam/regularizers';
 *
 * const layer = alphaDropout({ rate: 0.1 });
 * ```
 *
 * Klambauer, Unterthiner, Mayr, Hochreiter: Self-Normalizing Neural Networks, 2017.
 */
export function alphaDropout(options: AlphaDropoutOptions): tf.layers.Layer {
  return new AlphaDropout(options);
}

/** As tfjs' AlphaDropout. */
export const lowerAlphaDropout: LayerLowering = (layer, plan, inputs) => lower(layer, plan, inputs);
