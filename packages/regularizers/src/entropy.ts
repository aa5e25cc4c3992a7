import type { Activation, Batch, Plan } from '@occam/backend';
import { checkOneOf } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import type { Regularizer } from './baseClasses.js';
import { ActivityPenalty, readStrength, type StrengthOr } from './penalty.js';
import { withGradient } from './withGradient.js';

/** What {@link entropy} takes. */
export interface EntropyOptions {
  /** The factor λ, at least 0. Default 0.01. */
  readonly strength?: number | undefined;
  /**
   * Of what: the 'distribution' of a row's activity over its units (their sizes, divided by their sum), which makes few units
   * speak at a time; or of each of the 'units', whose output from 0 to 1 is a probability, which makes them decide. Default
   * 'distribution'.
   */
  readonly of?: 'distribution' | 'units' | undefined;
}

interface Config {
  readonly strength: number;
  readonly of: 'distribution' | 'units';
}

/** Probabilities are taken as at least this much in logarithms, as tfjs and Keras do. */
const EPSILON = 1e-7;

/** The class behind {@link entropy}. */
export class Entropy extends ActivityPenalty<Config> {
  /** The name in tfjs' JSON. */
  static readonly className = 'OccamEntropy';

  /** Checks the options. */
  constructor(given: StrengthOr<EntropyOptions> = {}) {
    const { strength, of = 'distribution' } = readStrength('entropy', given, ['of']);
    checkOneOf('of', of, ['distribution', 'units']);
    super({ strength, of });
  }

  /** @internal */
  protected compute(y: tf.Tensor): tf.Scalar {
    const { strength, of } = this.config;
    const sum = of === 'units' ? entropyOfUnits(y) : entropyOfRows(y);
    return tf.mul(strength / Math.max(y.shape[0] ?? 1, 1), sum);
  }

  /** @internal */
  override lowerActivity(y: Activation, plan: Plan) {
    const { strength, of } = this.config;
    const width = of === 'units' ? y.width : (y.shape.at(-1) ?? 1);
    const add = of === 'units' ? addUnits : addRow;
    const logs = new Float64Array(width);
    return ({ rows }: Readonly<Batch>): number => {
      const factor = strength / rows;
      const size = rows * y.width;
      const { buffer } = plan.module.memory;
      const values = new Float32Array(buffer, y.value.address, size);
      const slopes = y.gradient && new Float32Array(buffer, y.gradient.address, size);
      let sum = 0;
      for (let at = 0; at < size; at += width)
        sum += add(values, slopes, at, at + width, factor, logs);
      return factor * sum;
    };
  }
}

function entropyOfUnits(y: tf.Tensor): tf.Scalar {
  const p = tf.clipByValue(y, EPSILON, 1 - EPSILON);
  const q = tf.sub(1, p);
  return tf.neg(tf.sum(tf.add(tf.mul(p, tf.log(p)), tf.mul(q, tf.log(q)))));
}

/** With a = |y|, S = Σa and p = a/S: H = −Σ p·ln p and ∂H/∂a = −(ln p + H) / S. */
function entropyOfRows(y: tf.Tensor): tf.Scalar {
  return withGradient(y, (values) => {
    const sizes = tf.abs(values);
    const total = tf.sum(sizes, -1, true);
    const p = tf.divNoNan(sizes, total);
    const logs = tf.log(tf.maximum(p, EPSILON));
    const ofRow = tf.neg(tf.sum(tf.mul(p, logs), -1, true));
    const slope = tf.neg(tf.divNoNan(tf.add(logs, ofRow), total));
    return { value: tf.sum(ofRow) as tf.Scalar, gradient: tf.mul(slope, tf.sign(values)) };
  });
}

function addUnits(
  values: Float32Array,
  slopes: Float32Array | undefined,
  start: number,
  end: number,
  factor: number,
): number {
  let sum = 0;
  for (let i = start; i < end; i++) {
    const y = values[i]!;
    const p = Math.min(Math.max(y, EPSILON), 1 - EPSILON);
    const ofOne = Math.log(p);
    const ofOther = Math.log(1 - p);
    sum -= p * ofOne + (1 - p) * ofOther;
    if (slopes && p === y) slopes[i]! += factor * (ofOther - ofOne);
  }
  return sum;
}

function addRow(
  values: Float32Array,
  slopes: Float32Array | undefined,
  start: number,
  end: number,
  factor: number,
  logs: Float64Array,
): number {
  let total = 0;
  for (let i = start; i < end; i++) total += Math.abs(values[i]!);
  if (total === 0) return 0;
  let sum = 0;
  for (let i = start; i < end; i++) {
    const p = Math.abs(values[i]!) / total;
    const log = Math.log(Math.max(p, EPSILON));
    logs[i - start] = log;
    sum -= p * log;
  }
  if (slopes) {
    for (let i = start; i < end; i++) {
      slopes[i]! -= (factor / total) * (logs[i - start]! + sum) * Math.sign(values[i]!);
    }
  }
  return sum;
}

/**
 * Penalizes the entropy of a layer's outputs, mean over the rows:
 *
 *     λ · mean_rows H,    H = −Σ_j p_j·ln p_j with p_j = |y_j| / Σ|y|          of the distribution
 *                         H = −Σ_j (y_j·ln y_j + (1 − y_j)·ln(1 − y_j))        of each unit
 *
 * For an `activityRegularizer` (see {@link activityRegularization}). A softmax layer's outputs are their own distribution. To
 * reward the entropy of a network's outputs instead, take `confidencePenalty`.
 *
 * @param options λ, or options
 * @throws TypeError or RangeError if an option is unknown or out of range
 *
 * @example
 * ```ts
 * import { entropy } from '@occam/regularizers';
 * import * as tf from '@tensorflow/tfjs';
 *
 * console.log(entropy(1).apply(tf.tensor2d([[0.5, 0.5], [1, 0]])).arraySync().toFixed(4)); // 0.3466
 * ```
 *
 * Source: Shannon (1948); as a penalty, Grandvalet and Bengio (2004), "Semi-supervised learning by entropy minimization".
 */
export function entropy(options: StrengthOr<EntropyOptions> = {}): Regularizer {
  return new Entropy(options);
}
