import type { Activation, Batch, Plan } from '@occam/backend';
import { checkNumber } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import type { Regularizer } from './baseClasses.js';
import { ActivityPenalty, readStrength, type StrengthOr } from './penalty.js';

/** What {@link klSparsity} takes. */
export interface KlSparsityOptions {
  /** The factor λ, at least 0. Default 0.01. */
  readonly strength?: number | undefined;
  /** How active each unit should be on average, ρ, between 0 and 1. Default 0.05. */
  readonly target?: number | undefined;
}

interface Config {
  readonly strength: number;
  readonly target: number;
}

const EPSILON = 1e-7;

/** The class behind {@link klSparsity}. */
export class KlSparsity extends ActivityPenalty<Config> {
  /** The name in tfjs' JSON. */
  static readonly className = 'OccamKlSparsity';

  /** Checks the options. */
  constructor(given: StrengthOr<KlSparsityOptions> = {}) {
    const { strength, target = 0.05 } = readStrength('klSparsity', given, ['target']);
    checkNumber('target', target, { above: 0, below: 1 });
    super({ strength, target });
  }

  /** @internal */
  protected compute(y: tf.Tensor): tf.Scalar {
    const { strength, target } = this.config;
    const means = tf.clipByValue(tf.mean(y, 0), EPSILON, 1 - EPSILON);
    const active = tf.mul(target, tf.log(tf.div(target, means)));
    const silent = tf.mul(1 - target, tf.log(tf.div(1 - target, tf.sub(1, means))));
    return tf.mul(strength, tf.sum(tf.add(active, silent)));
  }

  /** @internal */
  override lowerActivity({ value, gradient, width }: Activation, plan: Plan) {
    const { strength, target } = this.config;
    const sums = new Float64Array(width);
    const slopes = new Float64Array(width);
    return ({ rows }: Readonly<Batch>): number => {
      const { buffer } = plan.module.memory;
      const y = new Float32Array(buffer, value.address, rows * width);
      sums.fill(0);
      for (let i = 0; i < y.length;) for (let j = 0; j < width; j++) sums[j]! += y[i++]!;
      let divergence = 0;
      for (let j = 0; j < width; j++) {
        const mean = sums[j]! / rows;
        const p = Math.min(Math.max(mean, EPSILON), 1 - EPSILON);
        divergence +=
          target * Math.log(target / p) + (1 - target) * Math.log((1 - target) / (1 - p));
        const inside = p === mean;
        slopes[j] = inside ? (strength / rows) * ((1 - target) / (1 - p) - target / p) : 0;
      }
      if (gradient) {
        const to = new Float32Array(buffer, gradient.address, rows * width);
        for (let i = 0; i < to.length;) for (let j = 0; j < width; j++) to[i++]! += slopes[j]!;
      }
      return strength * divergence;
    };
  }
}

/**
 * Penalizes how far the mean activity of each unit over the batch, ρ̂, is from a small target ρ, so that each unit is active for
 * few rows:
 *
 *     λ · Σ_j ρ·ln(ρ / ρ̂_j) + (1 − ρ)·ln((1 − ρ) / (1 − ρ̂_j)),        ρ̂_j = mean over rows of y_j
 *
 * For an `activityRegularizer` of units with outputs from 0 to 1 (sigmoid); a mean outside counts as 1e-7 or 1 − 1e-7, and has no
 * gradient. The mean is over the batch, so small batches make a noisy penalty.
 *
 * @param options λ, or options
 * @throws TypeError or RangeError if an option is unknown or out of range
 *
 * @example
 * ```ts
 * import { klSparsity } from '@occam/regularizers';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const outputs = tf.tensor2d([[0.4], [0.6]]);
 * console.log(klSparsity({ strength: 1, target: 0.25 }).apply(outputs).arraySync().toFixed(4)); // 0.1308
 * ```
 *
 * Source: Lee, Ekanadham and Ng (2008), "Sparse deep belief net model for visual area V2"; Ng (2011), "Sparse autoencoder".
 */
export function klSparsity(options: StrengthOr<KlSparsityOptions> = {}): Regularizer {
  return new KlSparsity(options);
}
