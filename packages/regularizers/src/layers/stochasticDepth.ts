import { lowerMask, type LayerLowering, type NoiseDraws } from '@occam/backend';
import { checkNumber, checkOneOf } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import { checkNoiseOptions, type NoiseLayerOptions } from './noiseLayerOptions.js';
import { NoiseLayer } from './noiseLayer.js';

/** What {@link stochasticDepth} takes. */
export interface StochasticDepthOptions extends NoiseLayerOptions {
  /** How often the branch is dropped, 0 ≤ rate < 1. */
  rate: number;
  /** Whether each row of a batch drops the branch on its own, or all of them together, as in the paper. Default 'sample'. */
  per?: 'sample' | 'batch' | undefined;
}

/** The layer that {@link stochasticDepth} makes. */
export class StochasticDepth extends NoiseLayer {
  /** The name in saved models. */
  static className = 'OccamStochasticDepth';
  /** How often the branch is dropped. */
  readonly rate: number;
  /** What drops it together. */
  readonly per: 'sample' | 'batch';

  /** Checks the options. */
  constructor(options: StochasticDepthOptions) {
    const seed = checkNoiseOptions('stochasticDepth', options, ['rate', 'per']);
    const { rate, per = 'sample', ...others } = options;
    checkNumber('rate', rate, { min: 0, below: 1 });
    checkOneOf('per', per, ['sample', 'batch']);
    super(others, seed);
    this.rate = rate;
    this.per = per;
  }

  protected override disturb(x: tf.Tensor, draws: NoiseDraws): tf.Tensor {
    const { rate, per } = this;
    if (rate === 0) return x;
    const shape = x.shape.map((rows, axis) => (axis === 0 && per === 'sample' ? rows : 1));
    return tf.mul(x, draws.mask(shape, rate, 1 / (1 - rate)));
  }

  /** The options. */
  override getConfig(): tf.serialization.ConfigDict {
    const { rate, per } = this;
    return { ...super.getConfig(), rate, per };
  }
}

/**
 * Creates the last layer of a residual branch f, which drops the whole branch at random in training, so that the network is
 * shallower for a while; at inference it does nothing:
 *
 *     y = x + f(x) · k / (1 − rate)      k = [u ≥ rate], one u uniform from [0, 1) for each row, or for the batch
 *
 * The sum with the shortcut x is tfjs' `add` layer. This is the form of torchvision's `stochastic_depth` and of timm's
 * `DropPath`; the paper scales by 1 − rate at inference instead, which gives the same mean network. The paper raises the rate
 * from 0 at the first block linearly to the last. The dropped branch is computed all the same. Both engines compute it.
 *
 * @throws TypeError or RangeError if an option is unknown, of another type or out of range
 *
 * @example
 * ```ts
 * import { stochasticDepth } from '@occam/regularizers';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const x = tf.input({ shape: [16] });
 * const branch = tf.layers.dense({ units: 16, activation: 'relu' }).apply(x) as tf.SymbolicTensor;
 * const dropped = stochasticDepth({ rate: 0.2 }).apply(branch) as tf.SymbolicTensor;
 * const y = tf.layers.add().apply([x, dropped]) as tf.SymbolicTensor;
 * const model = tf.model({ inputs: x, outputs: y });
 * ```
 *
 * Huang, Sun, Liu, Sedra, Weinberger: Deep Networks with Stochastic Depth, 2016.
 */
export function stochasticDepth(options: StochasticDepthOptions): tf.layers.Layer {
  return new StochasticDepth(options);
}

/** One number of the mask for each row, or one for the batch. */
export const lowerStochasticDepth: LayerLowering = (layer, plan, [x]) => {
  const { rate, per } = layer as StochasticDepth;
  const ones = x!.shape.map(() => 1);
  return lowerMask(layer, plan, x!, rate, [per === 'sample' ? null : 1, ...ones]);
};
