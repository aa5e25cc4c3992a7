import * as tf from '@tensorflow/tfjs';
import { InvertibleScaler } from './invertibleScaler.js';

/** What an {@link AffineScaler} does: z = (x − center)·factor + offset, held to [low, high]. */
export interface Affine {
  /** What is subtracted from each column. */
  readonly center: Float64Array;
  /** What each column is multiplied by, not 0. */
  readonly factor: Float64Array;
  /** What is added to all. */
  readonly offset: number;
  /** The bounds of what comes out, if there are any. */
  readonly clip?: readonly [low: number, high: number] | undefined;
}

/** A scaler that shifts and stretches each column: those that differ only in how they learn by how much. */
export abstract class AffineScaler extends InvertibleScaler {
  #affine: Affine | undefined;

  /** How many columns it was fitted on; undefined before `fit`. */
  get columns(): number | undefined {
    return this.#affine?.center.length;
  }

  /** Says what it does from now on. */
  protected become(affine: Affine): void {
    this.#affine = affine;
  }

  /** Shifts and stretches whole rows. */
  transformRows(from: ArrayLike<number>, to: Float32Array): void {
    const { center, factor, offset, clip } = this.#affine!;
    const columns = center.length;
    for (let i = 0; i < to.length;) {
      for (let column = 0; column < columns; column++, i++) {
        to[i] = (from[i]! - center[column]!) * factor[column]! + offset;
      }
    }
    if (!clip) return;
    const [low, high] = clip;
    for (let i = 0; i < to.length; i++) to[i] = Math.min(Math.max(to[i]!, low), high);
  }

  /** Stretches and shifts whole rows back. */
  protected inverseRows(from: ArrayLike<number>, to: Float32Array): void {
    const { center, factor, offset } = this.#affine!;
    const columns = center.length;
    for (let i = 0; i < to.length;) {
      for (let column = 0; column < columns; column++, i++) {
        to[i] = (from[i]! - offset) / factor[column]! + center[column]!;
      }
    }
  }

  /** The same in float32. */
  transformTensor(x: tf.Tensor2D): tf.Tensor2D {
    const { center, factor, offset, clip } = this.#affine!;
    const z = tf.add(
      tf.mul(subtractExactly(x, center), tf.tensor1d(Float32Array.from(factor))),
      offset,
    );
    return (clip ? tf.clipByValue(z, ...clip) : z) as tf.Tensor2D;
  }
}

/**
 * x − center to float32 rounding of the difference: a float64 center is the sum of two float32 numbers, and the first
 * difference is exact where both are close.
 */
export function subtractExactly(x: tf.Tensor2D, center: Float64Array): tf.Tensor2D {
  const high = Float32Array.from(center);
  const low = Float32Array.from(center, (value, i) => value - high[i]!);
  const difference = tf.sub(x, tf.tensor1d(high));
  return (
    low.some((value) => value !== 0) ? tf.sub(difference, tf.tensor1d(low)) : difference
  ) as tf.Tensor2D;
}
