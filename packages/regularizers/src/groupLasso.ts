import type { Parameter, Plan } from '@occam/backend';
import * as tf from '@tensorflow/tfjs';
import type { Regularizer } from './baseClasses.js';
import { checkGroups, lowerGroupNorms, sumOfGroupNorms, type WeightGroups } from './groups.js';
import { Penalty, readStrength, type StrengthOr } from './penalty.js';

/** What {@link groupLasso} takes. */
export interface GroupLassoOptions {
  /** The factor λ, at least 0. Default 0.01. */
  readonly strength?: number | undefined;
  /**
   * Which weights form a group: those into one 'neuron' (or filter; the last axis of a kernel counts them), or those from
   * one 'input' (or channel; the last axis but one). Default 'neuron'.
   */
  readonly per?: WeightGroups | undefined;
}

interface Config {
  readonly strength: number;
  readonly per: WeightGroups;
}

/** The class behind {@link groupLasso}. */
export class GroupLasso extends Penalty<Config> {
  /** The name in tfjs' JSON. */
  static readonly className = 'OccamGroupLasso';

  /** Checks the options. */
  constructor(given: StrengthOr<GroupLassoOptions> = {}) {
    const { strength, per = 'neuron' } = readStrength('groupLasso', given, ['per']);
    checkGroups(per);
    super({ strength, per });
  }

  /** @internal */
  protected compute(w: tf.Tensor): tf.Scalar {
    return tf.mul(this.config.strength, sumOfGroupNorms(w, this.config.per));
  }

  /** @internal */
  override lower(parameter: Parameter, weight: number, plan: Plan): () => number {
    return lowerGroupNorms(parameter, this.config.per, weight * this.config.strength, plan);
  }
}

/**
 * Penalizes the norms of groups of weights, which drives whole groups to 0: neurons, or inputs.
 *
 *     λ · Σ_g √p · ‖w_g‖₂        p weights in each group g
 *
 * The gradient of a group of zeros is 0. A vector (a bias) has one weight in each 'neuron' group, and is one 'input' group.
 *
 * @param options λ, or options
 * @throws TypeError or RangeError if an option is unknown or out of range
 *
 * @example
 * ```ts
 * import { groupLasso } from '@occam/regularizers';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const kernel = tf.tensor2d([3, 0, 4, 0], [2, 2]); // two inputs, two neurons
 * console.log(groupLasso({ strength: 1, per: 'neuron' }).apply(kernel).arraySync().toFixed(3)); // 7.071
 * ```
 *
 * Source: Yuan and Lin (2006), "Model selection and estimation in regression with grouped variables"; for networks Scardapane
 * et al. (2017), "Group sparse regularization for deep neural networks".
 */
export function groupLasso(options: StrengthOr<GroupLassoOptions> = {}): Regularizer {
  return new GroupLasso(options);
}
