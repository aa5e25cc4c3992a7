import type { Parameter, Plan } from '@occam/backend';
import { checkNumber } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import type { Regularizer } from './baseClasses.js';
import { Penalty, readStrength, type StrengthOr } from './penalty.js';

/** What {@link weightElimination} takes. */
export interface WeightEliminationOptions {
  /** The factor λ, at least 0. Default 0.01. */
  readonly strength?: number | undefined;
  /** The scale w₀ above which a weight costs about 1 and below which it is pushed to 0, above 0. Default 1. */
  readonly scale?: number | undefined;
}

interface Config {
  readonly strength: number;
  readonly scale: number;
}

/** The class behind {@link weightElimination}. */
export class WeightElimination extends Penalty<Config> {
  /** The name in tfjs' JSON. */
  static readonly className = 'OccamWeightElimination';

  /** Checks the options. */
  constructor(given: StrengthOr<WeightEliminationOptions> = {}) {
    const { strength, scale = 1 } = readStrength('weightElimination', given, ['scale']);
    checkNumber('scale', scale, { above: 0 });
    super({ strength, scale });
  }

  /** @internal */
  protected compute(w: tf.Tensor): tf.Scalar {
    const { strength, scale } = this.config;
    const squares = tf.square(tf.div(w, scale));
    return tf.mul(strength, tf.sum(tf.div(squares, tf.add(1, squares))));
  }

  /** @internal */
  override lower({ value, gradient, size }: Parameter, weight: number, plan: Plan): () => number {
    const { strength, scale } = this.config;
    return () =>
      plan.kernels.weightEliminationPenalty(
        size,
        value.address,
        gradient ? gradient.address : 0,
        weight * strength,
        scale,
      );
  }
}

/**
 * Penalizes the number of weights rather than their sizes: a weight far above the scale costs 1 however large it is, one far below
 * it is pulled to 0 as by L2.
 *
 *     λ · Σ (w/w₀)² / (1 + (w/w₀)²)
 *
 * @param options λ, or options
 * @throws TypeError or RangeError if an option is unknown or out of range
 *
 * @example
 * ```ts
 * import { weightElimination } from '@occam/regularizers';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const penalty = weightElimination({ strength: 1, scale: 0.5 });
 * console.log(penalty.apply(tf.tensor1d([0, 0.5, 100])).arraySync().toFixed(2)); // 1.50
 * ```
 *
 * Source: Weigend, Rumelhart and Huberman (1991), "Generalization by weight-elimination with application to forecasting".
 */
export function weightElimination(options: StrengthOr<WeightEliminationOptions> = {}): Regularizer {
  return new WeightElimination(options);
}
