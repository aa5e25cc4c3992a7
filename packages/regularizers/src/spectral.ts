import type { Parameter, Plan } from '@occam/backend';
import { checkInteger } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import type { Regularizer } from './baseClasses.js';
import { matrixOf } from './matrix.js';
import { Penalty, readStrength, type StrengthOr } from './penalty.js';
import { largestSingularValue, lowerPowerIteration } from './powerIteration.js';
import { withGradient } from './withGradient.js';

/** What {@link spectral} takes. */
export interface SpectralOptions {
  /** The factor λ, at least 0. Default 0.01. */
  readonly strength?: number | undefined;
  /** How many steps of power iteration find σ each time, from 1. Default 20. */
  readonly iterations?: number | undefined;
}

interface Config {
  readonly strength: number;
  readonly iterations: number;
}

/** The class behind {@link spectral}. */
export class Spectral extends Penalty<Config> {
  /** The name in tfjs' JSON. */
  static readonly className = 'OccamSpectral';

  /** Checks the options. */
  constructor(given: StrengthOr<SpectralOptions> = {}) {
    const { strength, iterations = 20 } = readStrength('spectral', given, ['iterations']);
    checkInteger('iterations', iterations, { min: 1 });
    super({ strength, iterations });
  }

  /** @internal */
  protected compute(w: tf.Tensor): tf.Scalar {
    const { strength, iterations } = this.config;
    const { rows, columns } = matrixOf('spectral', w.shape);
    const norm = withGradient(tf.reshape(w, [rows, columns]), (matrix) => {
      const { value, left, right } = largestSingularValue(matrix as tf.Tensor2D, iterations);
      return { value, gradient: tf.matMul(left, right, false, true) };
    });
    return tf.mul(strength, norm);
  }

  /** @internal */
  override lower({ value, gradient, shape }: Parameter, weight: number, plan: Plan): () => number {
    const { kernels } = plan;
    const matrix = matrixOf('spectral', shape);
    const { rows, columns } = matrix;
    const factor = weight * this.config.strength;
    const power = lowerPowerIteration(matrix, this.config.iterations, plan);
    return () => {
      const norm = power.run(value.address);
      if (gradient) {
        const u = power.left.address;
        const v = power.right.address;
        const to = gradient.address;
        const s = power.scratch.address;
        kernels.combine(rows, u, factor, 0, 0, 0, u);
        kernels.gemm(0, 0, rows, columns, 1, u, 1, v, columns, to, columns, 0, 0, 1, s);
      }
      return factor * norm;
    };
  }
}

/**
 * Penalizes the spectral norm of a weight W, the most by which it can stretch its input, so that small changes of the input
 * change the output little:
 *
 *     λ · σ_max(W),        ∂/∂W = λ · u·vᵀ
 *
 * σ and its vectors u, v come from power iteration, begun anew from the same vector each time, so that a training repeats to
 * the bit. Where the two largest singular values are within a percent of each other, 20 steps may leave σ too small by as much.
 * A kernel of more than two axes is a matrix of its last axis (the filters) by all others. Yoshida and Miyato square σ.
 *
 * @param options λ, or options
 * @throws TypeError or RangeError if an option is unknown or out of range, or the weight is a vector
 *
 * @example
 * ```ts
 * import { spectral } from '@occam/regularizers';
 * import * as tf from '@tensorflow/tfjs';
 *
 * console.log(spectral(1).apply(tf.tensor2d([[3, 0], [0, 2]])).arraySync().toFixed(3)); // 3.000
 * ```
 *
 * Source: Yoshida and Miyato (2017), "Spectral norm regularization for improving the generalizability of deep learning".
 */
export function spectral(options: StrengthOr<SpectralOptions> = {}): Regularizer {
  return new Spectral(options);
}
