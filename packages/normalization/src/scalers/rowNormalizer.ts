import { checkOneOf, checkOptions } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import { configOf } from './learned.js';
import type { ScalerJson } from './fittedScaler.js';
import { Scaler } from './scaler.js';

/** The length that rows are divided by. */
export type RowNorm = 'l1' | 'l2' | 'max';

/** What {@link RowNormalizer} takes. */
export interface RowNormalizerOptions {
  /** The length: Σ|x|, √Σx² or max|x|. Default 'l2'. */
  readonly norm?: RowNorm | undefined;
}

/** A {@link RowNormalizer} as plain JSON. */
export type RowNormalizerJson = ScalerJson<{
  /** The length. */
  norm: RowNorm;
}>;

/** A shorter row stays as it is: scikit-learn's rule, 10·ε. */
const SHORTEST = 10 * Number.EPSILON;

/**
 * Divides each row by its length, so that only its direction counts; a row of zeros stays:
 *
 *     z = x / ‖x‖,   ‖x‖ = Σ|x|, √Σx² or max|x|
 *
 * As scikit-learn's `Normalizer`. It learns nothing: `fit` only checks its rows, and it works without. Lengths are lost,
 * so there is no `inverseTransform`.
 *
 * @example
 * ```ts
 * import { ndarray } from '@occam/core';
 * import { RowNormalizer } from '@occam/normalization';
 *
 * new RowNormalizer().transform(ndarray(new Float32Array([3, 4]), [1, 2])).data; // [0.6, 0.8]
 * ```
 */
export class RowNormalizer extends Scaler {
  /** The length. */
  readonly norm: RowNorm;
  /** It takes any number of columns. */
  readonly columns = undefined;

  /**
   * Checks the option.
   *
   * @throws TypeError or RangeError if an option is unknown or not as described
   */
  constructor(options: RowNormalizerOptions = {}) {
    checkOptions('RowNormalizer', options, ['norm']);
    const { norm = 'l2' } = options;
    super('RowNormalizer', 'reject', false);
    checkOneOf('norm', norm, ['l1', 'l2', 'max']);
    this.norm = norm;
  }

  protected learn(): void {}

  /** Divides whole rows. */
  transformRows(from: ArrayLike<number>, to: Float32Array, columns: number): void {
    for (let start = 0; start < to.length; start += columns) {
      const end = start + columns;
      let length = 0;
      if (this.norm === 'l1') for (let i = start; i < end; i++) length += Math.abs(from[i]!);
      else if (this.norm === 'max') {
        for (let i = start; i < end; i++) length = Math.max(length, Math.abs(from[i]!));
      } else {
        for (let i = start; i < end; i++) length += from[i]! * from[i]!;
        length = Math.sqrt(length);
      }
      if (length < SHORTEST) length = 1;
      for (let i = start; i < end; i++) to[i] = from[i]! / length;
    }
  }

  /** The same in float32; the greatest number is divided out first, so that no square overflows. */
  transformTensor(x: tf.Tensor2D): tf.Tensor2D {
    const sizes = tf.abs(x);
    const greatest = tf.max(sizes, 1, true);
    const orOne = (length: tf.Tensor) => {
      const long = tf.step(tf.sub(length, SHORTEST));
      return tf.add(tf.mul(length, long), tf.sub(1, long));
    };
    if (this.norm === 'max') return tf.div(x, orOne(greatest));
    if (this.norm === 'l1') return tf.div(x, orOne(tf.sum(sizes, 1, true)));
    const least = tf.maximum(greatest, 1e-30);
    const length = tf.mul(
      tf.sqrt(tf.add(tf.sum(tf.square(tf.div(x, least)), 1, true), 1e-30)),
      least,
    );
    return tf.div(x, orOne(length));
  }

  /** Returns the option as plain JSON. */
  toJSON(): RowNormalizerJson {
    return { className: this.className, config: { norm: this.norm } };
  }

  /**
   * Makes a normalizer from what `toJSON` returned.
   *
   * @throws TypeError or RangeError if the JSON is not that of a RowNormalizer
   */
  static fromJSON(json: RowNormalizerJson): RowNormalizer {
    return new RowNormalizer(configOf('RowNormalizer', json));
  }
}
