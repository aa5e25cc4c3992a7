import type { TermBatch, TermFactory, TermLowering } from '@occam/backend';
import { checkNumber, checkOptions } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import { termJson, type TermJson } from './termOptions.js';

/** What {@link confidencePenalty} takes. */
export interface ConfidencePenaltyOptions {
  /** The factor β, at least 0. Default 0.1. */
  weight?: number | undefined;
  /**
   * The entropy Γ in nats from which on outputs are left alone, above 0: the term is max(0, Γ − H) instead of −H. Default:
   * none.
   */
  threshold?: number | undefined;
}

/** Probabilities are kept this far from 0 and 1, as in the losses. */
const EPSILON = 1e-7;

/**
 * Penalizes confident outputs: a term of the objective that rewards the entropy of the predicted classes,
 *
 *     E = … + β · mean over the rows of −H(p),      H(p) = −Σ p_k ln p_k
 *
 * With `threshold` Γ only outputs below that entropy are penalized, by max(0, Γ − H(p)). Under crossEntropy p are the class
 * probabilities; under binaryCrossEntropy each unit is a distribution (p, 1 − p) of its own, and H is the mean over the units,
 * as the loss is. Rows count alike, whatever their weights. Lowered in the fused engine.
 *
 * Without a threshold the term is negative. (The formula with Γ has a misprint in the paper, which subtracts it.)
 *
 * Source: Pereyra, Tucker, Chorowski, Kaiser, Hinton (2017), "Regularizing neural networks by penalizing confident output
 * distributions".
 *
 * @returns plain JSON for `objective.terms` of a recipe or of `fit`, or for `composeLoss`
 * @throws TypeError or RangeError if an option is unknown, of another type or out of range; once it is used, RangeError if
 * the loss is none of the two cross-entropies
 *
 * @example
 * ```ts
 * import { confidencePenalty } from '@occam/regularizers';
 *
 * const objective = { terms: [confidencePenalty({ weight: 0.1 })] };
 * ```
 */
export function confidencePenalty(options: ConfidencePenaltyOptions = {}): TermJson {
  const json = termJson('confidencePenalty', options, ['threshold'], 0.1);
  readConfig(json.config);
  return json;
}

/** The confidence penalty with tfjs' ops. */
export const confidencePenaltyTerm: TermFactory = (config, { loss }) => {
  const { threshold } = readConfig(config);
  const entropyOf = kindOf(loss) === 'classes' ? entropyOfClasses : entropyOfUnits;
  return ({ outputs, form }) => {
    const entropy = entropyOf(outputs, form);
    return tf.mean(
      threshold === undefined ? tf.neg(entropy) : tf.relu(tf.sub(threshold, entropy)),
    ) as tf.Scalar;
  };
};

/** The confidence penalty as a step of a plan, in float64 between two float32 arrays. */
export const lowerConfidencePenalty: TermLowering = (config, batch, weight, plan) => {
  const { threshold } = readConfig(config);
  const { value, gradient, width } = batch.output;
  const row = kindOf(batch.loss) === 'classes' ? classesStep(batch.form) : unitsStep(batch.form);
  const slopes = new Float64Array(width);
  let term = 0;
  plan.forward([value, gradient], ({ rows }) => {
    const { buffer } = plan.module.memory;
    const outputs = new Float32Array(buffer, value.address, rows * width);
    const gradients = gradient && new Float32Array(buffer, gradient.address, rows * width);
    const factor = weight / rows;
    term = 0;
    for (let start = 0; start < rows * width; start += width) {
      const entropy = row(outputs, start, slopes);
      if (threshold === undefined) term -= factor * entropy;
      else if (entropy < threshold) term += factor * (threshold - entropy);
      else continue;
      for (let k = 0; gradients && k < width; k++) gradients[start + k]! -= factor * slopes[k]!;
    }
  });
  return () => term;
};

function readConfig(config: object): { threshold?: number } {
  checkOptions('confidencePenalty', config, ['threshold']);
  const { threshold } = config as { threshold?: number };
  if (threshold === undefined) return {};
  checkNumber('threshold of confidencePenalty', threshold, { above: 0 });
  return { threshold };
}

function kindOf(loss: string): 'classes' | 'units' {
  if (loss === 'crossEntropy') return 'classes';
  if (loss === 'binaryCrossEntropy') return 'units';
  throw new RangeError(
    `confidencePenalty needs class probabilities, which the loss '${loss}' does not have: ` +
      `take it with crossEntropy or binaryCrossEntropy`,
  );
}

function entropyOfClasses(outputs: tf.Tensor2D, form: TermBatch['form']): tf.Tensor {
  if (form === 'logits') {
    const logs = tf.logSoftmax(outputs);
    return tf.neg(tf.sum(tf.mul(tf.exp(logs), logs), 1));
  }
  const sums = tf.maximum(tf.sum(outputs, 1, true), EPSILON);
  const p = tf.clipByValue(tf.div(outputs, sums), EPSILON, 1 - EPSILON);
  return tf.neg(tf.sum(tf.mul(p, tf.log(p)), 1));
}

function entropyOfUnits(outputs: tf.Tensor2D, form: TermBatch['form']): tf.Tensor {
  const entropies =
    form === 'logits'
      ? tf.sub(tf.softplus(outputs), tf.mul(outputs, tf.sigmoid(outputs)))
      : entropyOfProbabilities(tf.clipByValue(outputs, EPSILON, 1 - EPSILON));
  return tf.mean(entropies, 1);
}

function entropyOfProbabilities(p: tf.Tensor): tf.Tensor {
  const q = tf.sub(1, p);
  return tf.neg(tf.add(tf.mul(p, tf.log(p)), tf.mul(q, tf.log(q))));
}

/** Computes H of one row and writes ∂H/∂outputs. */
type RowStep = (outputs: Float32Array, start: number, slopes: Float64Array) => number;

/** With p = softmax(z): ∂H/∂z_k = −p_k (ln p_k + H). With p = o / S, clipped: ∂H/∂o_k = −(ln p_k + 1 − Σ p (ln p + 1)) / S. */
function classesStep(form: TermBatch['form']): RowStep {
  if (form === 'logits') {
    return (outputs, start, slopes) => {
      const width = slopes.length;
      let largest = -Infinity;
      for (let k = 0; k < width; k++) largest = Math.max(largest, outputs[start + k]!);
      let sum = 0;
      for (let k = 0; k < width; k++) {
        slopes[k] = Math.exp(outputs[start + k]! - largest);
        sum += slopes[k]!;
      }
      const normalizer = largest + Math.log(sum);
      let entropy = 0;
      for (let k = 0; k < width; k++) {
        slopes[k]! /= sum;
        entropy -= slopes[k]! * (outputs[start + k]! - normalizer);
      }
      for (let k = 0; k < width; k++) slopes[k]! *= normalizer - outputs[start + k]! - entropy;
      return entropy;
    };
  }
  return (outputs, start, slopes) => {
    const width = slopes.length;
    let sum = 0;
    for (let k = 0; k < width; k++) sum += outputs[start + k]!;
    const divisor = Math.max(sum, EPSILON);
    let entropy = 0;
    let mean = 0;
    for (let k = 0; k < width; k++) {
      const share = outputs[start + k]! / divisor;
      const p = clip(share);
      entropy -= p * Math.log(p);
      slopes[k] = p === share ? Math.log(p) + 1 : 0;
      mean += share * slopes[k]!;
    }
    // Below the smallest sum nothing is divided by it, so that nothing flows through it.
    if (sum < EPSILON) mean = 0;
    for (let k = 0; k < width; k++) slopes[k] = (mean - slopes[k]!) / divisor;
    return entropy;
  };
}

/** The mean over the units. With p = σ(z): ∂H/∂z = −z·p·(1 − p); from p itself: ∂H/∂p = ln((1 − p) / p). */
function unitsStep(form: TermBatch['form']): RowStep {
  return (outputs, start, slopes) => {
    const width = slopes.length;
    let entropy = 0;
    for (let k = 0; k < width; k++) {
      const output = outputs[start + k]!;
      if (form === 'logits') {
        const small = Math.exp(-Math.abs(output));
        const p = output >= 0 ? 1 / (1 + small) : small / (1 + small);
        entropy += Math.max(output, 0) + Math.log1p(small) - output * p;
        slopes[k] = (-output * small) / (1 + small) ** 2 / width;
      } else {
        const p = clip(output);
        entropy -= p * Math.log(p) + (1 - p) * Math.log(1 - p);
        slopes[k] = p === output ? Math.log((1 - p) / p) / width : 0;
      }
    }
    return entropy / width;
  };
}

function clip(p: number): number {
  return Math.min(Math.max(p, EPSILON), 1 - EPSILON);
}
