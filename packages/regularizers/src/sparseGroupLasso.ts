import type { Parameter, Plan } from '@occam/backend';
import { checkNumber } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import type { Regularizer } from './baseClasses.js';
import { checkGroups, lowerGroupNorms, sumOfGroupNorms, type WeightGroups } from './groups.js';
import { Penalty, readStrength, type StrengthOr } from './penalty.js';
import { sumOfSizes } from './withGradient.js';

/** What {@link sparseGroupLasso} takes. */
export interface SparseGroupLassoOptions {
  /** The factor λ, at least 0. Default 0.01. */
  readonly strength?: number | undefined;
  /** The share α of the lasso, from 0 (group lasso) to 1 (lasso). Default 0.5. */
  readonly mix?: number | undefined;
  /** Which weights form a group: those into one 'neuron', or those from one 'input'. Default 'neuron'. */
  readonly per?: WeightGroups | undefined;
}

interface Config {
  readonly strength: number;
  readonly mix: number;
  readonly per: WeightGroups;
}

/** The class behind {@link sparseGroupLasso}. */
export class SparseGroupLasso extends Penalty<Config> {
  /** The name in tfjs' JSON. */
  static readonly className = 'OccamSparseGroupLasso';

  /** Checks the options. */
  constructor(given: StrengthOr<SparseGroupLassoOptions> = {}) {
    const options = readStrength('sparseGroupLasso', given, ['mix', 'per']);
    const { strength, mix = 0.5, per = 'neuron' } = options;
    checkNumber('mix', mix, { min: 0, max: 1 });
    checkGroups(per);
    super({ strength, mix, per });
  }

  /** @internal */
  protected compute(w: tf.Tensor): tf.Scalar {
    const { strength, mix, per } = this.config;
    const groups = tf.mul(strength * (1 - mix), sumOfGroupNorms(w, per));
    return tf.add(tf.mul(strength * mix, sumOfSizes(w)), groups);
  }

  /** @internal */
  override lower(parameter: Parameter, weight: number, plan: Plan): () => number {
    const { strength, mix, per } = this.config;
    const { value, gradient, size } = parameter;
    const lasso = weight * strength * mix;
    const groups = lowerGroupNorms(parameter, per, weight * strength * (1 - mix), plan);
    return () => {
      const to = gradient ? gradient.address : 0;
      return plan.kernels.l1l2Penalty(size, value.address, to, lasso, 0) + groups();
    };
  }
}

/**
 * Penalizes the norms of groups and the sizes of weights, so that whole groups become 0 and, in those that stay, single weights:
 *
 *     λ · (α · Σ|w| + (1 − α) · Σ_g √p · ‖w_g‖₂)        p weights in each group g
 *
 * @param options λ, or options
 * @throws TypeError or RangeError if an option is unknown or out of range
 *
 * @example
 * ```ts
 * import { sparseGroupLasso } from '@occam/regularizers';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const kernel = tf.tensor2d([3, 0, 4, 0], [2, 2]); // two inputs, two neurons
 * console.log(sparseGroupLasso({ strength: 1, mix: 0.5 }).apply(kernel).arraySync().toFixed(3)); // 7.036
 * ```
 *
 * Source: Simon, Friedman, Hastie and Tibshirani (2013), "A sparse-group lasso".
 */
export function sparseGroupLasso(options: StrengthOr<SparseGroupLassoOptions> = {}): Regularizer {
  return new SparseGroupLasso(options);
}
