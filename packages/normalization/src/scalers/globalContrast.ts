import { checkNumber, checkOptions } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import { configOf } from './learned.js';
import type { ScalerJson } from './fittedScaler.js';
import { Scaler } from './scaler.js';

/** What {@link GlobalContrast} takes. */
export interface GlobalContrastOptions {
  /** The standard deviation that each image gets, above 0. Default 1. */
  readonly scale?: number | undefined;
  /** Added to the variance of each image, so that faint images stay faint, at least 0. Default 0. */
  readonly lambda?: number | undefined;
  /** The least that images are divided by, above 0. Default 1e-8. */
  readonly epsilon?: number | undefined;
}

/** A {@link GlobalContrast} as plain JSON. */
export type GlobalContrastJson = ScalerJson<{
  /** The standard deviation that each image gets. */
  scale: number;
  /** Added to the variance of each image. */
  lambda: number;
  /** The least that images are divided by. */
  epsilon: number;
}>;

/**
 * Global contrast normalization: gives each image (each row, all its pixels and channels together) mean 0 and the same
 * standard deviation:
 *
 *     z = scale · (x − mean(x)) / max(ε, √(λ + mean((x − mean(x))²)))
 *
 * It learns nothing: `fit` only checks its rows, and it works without. Brightness and contrast are lost, so there is no
 * `inverseTransform`.
 *
 * @example
 * ```ts
 * import { ndarray } from '@occam/core';
 * import { GlobalContrast } from '@occam/normalization';
 *
 * const images = ndarray(new Float32Array([0, 0, 1, 1]), [1, 2, 2, 1]);
 * new GlobalContrast().transform(images).data; // [-1, -1, 1, 1]
 * ```
 *
 * Goodfellow, Bengio, Courville: Deep Learning, 2016, section 12.2.1.1.
 */
export class GlobalContrast extends Scaler {
  /** The standard deviation that each image gets. */
  readonly scale: number;
  /** Added to the variance of each image. */
  readonly lambda: number;
  /** The least that images are divided by. */
  readonly epsilon: number;
  /** It takes any number of columns. */
  readonly columns = undefined;

  /**
   * Checks the options.
   *
   * @throws TypeError or RangeError if an option is unknown or not as described
   */
  constructor(options: GlobalContrastOptions = {}) {
    checkOptions('GlobalContrast', options, ['scale', 'lambda', 'epsilon']);
    const { scale = 1, lambda = 0, epsilon = 1e-8 } = options;
    super('GlobalContrast', 'reject', false);
    checkNumber('scale', scale, { above: 0 });
    checkNumber('lambda', lambda, { min: 0 });
    checkNumber('epsilon', epsilon, { above: 0 });
    this.scale = scale;
    this.lambda = lambda;
    this.epsilon = epsilon;
  }

  protected learn(): void {}

  /** Changes whole images. */
  transformRows(from: ArrayLike<number>, to: Float32Array, columns: number): void {
    for (let start = 0; start < to.length; start += columns) {
      const end = start + columns;
      let sum = 0;
      for (let i = start; i < end; i++) sum += from[i]!;
      const mean = sum / columns;
      let squares = 0;
      for (let i = start; i < end; i++) squares += (from[i]! - mean) ** 2;
      const deviation = Math.sqrt(this.lambda + squares / columns);
      const factor = this.scale / Math.max(this.epsilon, deviation);
      for (let i = start; i < end; i++) to[i] = (from[i]! - mean) * factor;
    }
  }

  /** The same in float32. */
  transformTensor(x: tf.Tensor2D): tf.Tensor2D {
    // A float32 mean is rounded; what that leaves is the mean of the difference.
    const rough = tf.sub(x, tf.mean(x, 1, true));
    const difference = tf.sub(rough, tf.mean(rough, 1, true));
    const variance = tf.add(tf.mean(tf.square(difference), 1, true), this.lambda);
    const least = Math.max(this.epsilon ** 2, 1e-30);
    return tf.mul(tf.div(difference, tf.sqrt(tf.maximum(variance, least))), this.scale);
  }

  /** Returns the options as plain JSON. */
  toJSON(): GlobalContrastJson {
    const { className, scale, lambda, epsilon } = this;
    return { className, config: { scale, lambda, epsilon } };
  }

  /**
   * Makes a step from what `toJSON` returned.
   *
   * @throws TypeError or RangeError if the JSON is not that of a GlobalContrast
   */
  static fromJSON(json: GlobalContrastJson): GlobalContrast {
    return new GlobalContrast(configOf('GlobalContrast', json));
  }
}
