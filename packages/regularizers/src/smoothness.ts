import type { Parameter, Plan } from '@occam/backend';
import { checkInteger } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import type { Regularizer } from './baseClasses.js';
import { Penalty, readStrength, type StrengthOr } from './penalty.js';

/** What {@link smoothness} takes. */
export interface SmoothnessOptions {
  /** The factor λ, at least 0. Default 0.01. */
  readonly strength?: number | undefined;
  /** The axis along which inputs are ordered, counted from 0. Default 0, the inputs of a dense or one-dimensional kernel. */
  readonly axis?: number | undefined;
}

interface Config {
  readonly strength: number;
  readonly axis: number;
}

/** The class behind {@link smoothness}. */
export class Smoothness extends Penalty<Config> {
  /** The name in tfjs' JSON. */
  static readonly className = 'OccamSmoothness';

  /** Checks the options. */
  constructor(given: StrengthOr<SmoothnessOptions> = {}) {
    const { strength, axis = 0 } = readStrength('smoothness', given, ['axis']);
    checkInteger('axis', axis, { min: 0 });
    super({ strength, axis });
  }

  /** @internal */
  protected compute(w: tf.Tensor): tf.Scalar {
    const { strength } = this.config;
    const { outer, length, inner } = this.#blocks(w.shape);
    const blocks = tf.reshape(w, [outer, length, inner]);
    const next = tf.slice(blocks, [0, 1, 0], [outer, length - 1, inner]);
    const previous = tf.slice(blocks, [0, 0, 0], [outer, length - 1, inner]);
    return tf.mul(strength, tf.sum(tf.squaredDifference(next, previous)));
  }

  /** @internal */
  override lower({ value, gradient, shape }: Parameter, weight: number, plan: Plan): () => number {
    const { kernels } = plan;
    const { outer, length, inner } = this.#blocks(shape);
    const factor = weight * this.config.strength;
    const n = (length - 1) * inner;
    const difference = plan.work(4 * n);
    return () => {
      const d = difference.address;
      let squares = 0;
      for (let i = 0; i < outer; i++) {
        const offset = 4 * i * length * inner;
        const previous = value.address + offset;
        kernels.combine(n, previous + 4 * inner, 1, 0, previous, -1, d);
        squares += kernels.sumOfSquares(n, d);
        if (gradient) {
          const before = gradient.address + offset;
          const behind = before + 4 * inner;
          kernels.combine(n, before, 1, 0, d, -2 * factor, before);
          kernels.combine(n, behind, 1, 0, d, 2 * factor, behind);
        }
      }
      return factor * squares;
    };
  }

  #blocks(shape: readonly number[]): { outer: number; length: number; inner: number } {
    const { axis } = this.config;
    const length = shape[axis];
    if (length === undefined) {
      throw new RangeError(
        `smoothness has axis ${axis}, but the weight has the shape [${shape.join(', ')}]: ` +
          `take an axis below ${shape.length}`,
      );
    }
    const size = (from: readonly number[]) => from.reduce((product, n) => product * n, 1);
    return { outer: size(shape.slice(0, axis)), length, inner: size(shape.slice(axis + 1)) };
  }
}

/**
 * Penalizes the differences of neighbouring weights, for inputs in an order: lags of a series, frequencies, positions.
 *
 *     λ · Σ (w[i + 1, …] − w[i, …])²
 *
 * @param options λ, or options
 * @throws TypeError or RangeError if an option is unknown or out of range, or a weight has no such axis
 *
 * @example
 * ```ts
 * import { smoothness } from '@occam/regularizers';
 * import * as tf from '@tensorflow/tfjs';
 *
 * console.log(smoothness(1).apply(tf.tensor2d([1, 2, 4], [3, 1])).arraySync()); // 5
 * ```
 *
 * Source: Whittaker (1922), "On a new method of graduation"; as a penalty of a linear model's weights, Land and Friedman (1997),
 * "Variable fusion".
 */
export function smoothness(options: StrengthOr<SmoothnessOptions> = {}): Regularizer {
  return new Smoothness(options);
}
