import type { Parameter, Plan } from '@occam/backend';
import { checkBoolean } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import type { Regularizer } from './baseClasses.js';
import { Penalty, readStrength, type StrengthOr } from './penalty.js';
import { withGradient } from './withGradient.js';

/** What {@link hoyer} takes. */
export interface HoyerOptions {
  /** The factor λ, at least 0. Default 0.01. */
  readonly strength?: number | undefined;
  /** Whether the ratio is squared (Hoyer-square), which leaves large weights more alone. Default false. */
  readonly squared?: boolean | undefined;
}

interface Config {
  readonly strength: number;
  readonly squared: boolean;
}

/** The class behind {@link hoyer}. */
export class Hoyer extends Penalty<Config> {
  /** The name in tfjs' JSON. */
  static readonly className = 'OccamHoyer';

  /** Checks the options. */
  constructor(given: StrengthOr<HoyerOptions> = {}) {
    const { strength, squared = false } = readStrength('hoyer', given, ['squared']);
    checkBoolean('squared', squared);
    super({ strength, squared });
  }

  /** @internal */
  protected compute(w: tf.Tensor): tf.Scalar {
    const { strength, squared } = this.config;
    const ratio = withGradient(w, (values) => {
      const sizes = tf.sum(tf.abs(values));
      const norm = tf.sqrt(tf.sum(tf.square(values)));
      const pull = tf.mul(values, tf.divNoNan(sizes, tf.mul(norm, tf.square(norm))));
      return {
        value: tf.divNoNan(sizes, norm) as tf.Scalar,
        gradient: tf.sub(tf.divNoNan(tf.sign(values), norm), pull),
      };
    });
    return tf.mul(strength, squared ? tf.square(ratio) : ratio);
  }

  /** @internal */
  override lower({ value, gradient, size }: Parameter, weight: number, plan: Plan): () => number {
    const { kernels } = plan;
    const { squared } = this.config;
    const factor = weight * this.config.strength;
    return () => {
      const sizes = kernels.l1l2Penalty(size, value.address, 0, 1, 0);
      const norm = Math.sqrt(kernels.sumOfSquares(size, value.address));
      if (norm === 0) return 0;
      const ratio = sizes / norm;
      if (gradient) {
        // ∂ratio/∂w = sign(w) / ‖w‖ − ratio · w / ‖w‖², the slope of a L1 and a negative L2.
        const slope = squared ? 2 * factor * ratio : factor;
        const ofSquares = (-slope * ratio) / (2 * norm ** 2);
        kernels.l1l2Penalty(size, value.address, gradient.address, slope / norm, ofSquares);
      }
      return factor * (squared ? ratio ** 2 : ratio);
    };
  }
}

/**
 * Penalizes how evenly a weight is spread, whatever its scale: from 1 for one weight other than 0 to √n for n equal ones.
 *
 *     λ · Σ|w| / √Σw²        or, squared,        λ · (Σ|w|)² / Σw²
 *
 * At zero, where the ratio does not exist, value and gradient are 0.
 *
 * @param options λ, or options
 * @throws TypeError or RangeError if an option is unknown or out of range
 *
 * @example
 * ```ts
 * import { hoyer } from '@occam/regularizers';
 * import * as tf from '@tensorflow/tfjs';
 *
 * console.log(hoyer(1).apply(tf.tensor1d([3, -4])).arraySync().toFixed(2)); // 1.40
 * ```
 *
 * Source: Hoyer (2004), "Non-negative matrix factorization with sparseness constraints"; squared: Yang, Wen and Li (2020),
 * "DeepHoyer: learning sparser neural network with differentiable scale-invariant sparsity measures".
 */
export function hoyer(options: StrengthOr<HoyerOptions> = {}): Regularizer {
  return new Hoyer(options);
}
