import type { Activation, Batch, Plan } from '@occam/backend';
import { checkInteger } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import type { Regularizer } from './baseClasses.js';
import { ActivityPenalty, readStrength, type StrengthOr } from './penalty.js';

/** What {@link condensed} takes. */
export interface CondensedOptions {
  /** The factor λ, at least 0. Default 0.01. */
  readonly strength?: number | undefined;
  /** The power s, which makes the hills between −1, 0 and 1 narrower, a whole number from 1. Default 4. */
  readonly power?: number | undefined;
}

interface Config {
  readonly strength: number;
  readonly power: number;
}

/** The class behind {@link condensed}. */
export class Condensed extends ActivityPenalty<Config> {
  /** The name in tfjs' JSON. */
  static readonly className = 'OccamCondensed';

  /** Checks the options. */
  constructor(given: StrengthOr<CondensedOptions> = {}) {
    const { strength, power = 4 } = readStrength('condensed', given, ['power']);
    checkInteger('power', power, { min: 1, max: 16 });
    super({ strength, power });
  }

  /** @internal */
  protected compute(y: tf.Tensor): tf.Scalar {
    const { strength, power } = this.config;
    const squares = tf.square(y);
    const distance = tf.sub(1, squares);
    // Multiplied out, since tf.pow of a negative base is not the same on every backend.
    let product: tf.Tensor = squares;
    for (let i = 0; i < power; i++) product = tf.mul(product, distance);
    return tf.mul(strength / Math.max(y.shape[0] ?? 1, 1), tf.sum(product));
  }

  /** @internal */
  override lowerActivity({ value, gradient, width }: Activation, plan: Plan) {
    const { strength, power } = this.config;
    return ({ rows }: Readonly<Batch>): number => {
      const { buffer } = plan.module.memory;
      const factor = strength / rows;
      const y = new Float32Array(buffer, value.address, rows * width);
      const slopes = gradient && new Float32Array(buffer, gradient.address, rows * width);
      let sum = 0;
      for (let i = 0; i < y.length; i++) {
        const square = y[i]! * y[i]!;
        const distance = 1 - square;
        let steep = 1;
        for (let k = 1; k < power; k++) steep *= distance;
        sum += steep * distance * square;
        if (slopes) slopes[i]! += factor * 2 * y[i]! * steep * (distance - power * square);
      }
      return factor * sum;
    };
  }
}

/**
 * Pushes the outputs of a layer to −1, 0 or 1 (condensed internal representations), so that what hidden units say can be read, and
 * those that say little can be pruned; sum over the units, mean over the rows:
 *
 *     λ · mean_rows Σ_j (1 + y_j)^s · (1 − y_j)^s · y_j²
 *
 * For an `activityRegularizer` of units with outputs from −1 to 1 (tanh).
 *
 * @param options λ, or options
 * @throws TypeError or RangeError if an option is unknown or out of range
 *
 * @example
 * ```ts
 * import { condensed } from '@occam/regularizers';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const outputs = tf.tensor2d([[-1, 0, 1], [0.5, 0, 1]]);
 * console.log(condensed({ strength: 1, power: 1 }).apply(outputs).arraySync()); // 0.09375
 * ```
 *
 * Where it is from: Mrázová and Wang (2007), "Improved generalization of neural classifiers with enforced internal representation",
 * make the outputs of hidden units from (0, 1) group around 1, 0 and 0.5; with outputs from (−1, 1), as in the condensed internal
 * representations of Mrázová and Reitermanová, these are 1, −1 and 0. The product above is the simplest polynomial that is 0 there
 * and positive in between, and s narrows its hills; it has not been compared with the papers' full texts, so that their exponents and
 * factors may differ. The 2007 paper also drives the representations of different classes apart; that is not part of this penalty.
 */
export function condensed(options: StrengthOr<CondensedOptions> = {}): Regularizer {
  return new Condensed(options);
}
