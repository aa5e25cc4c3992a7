import type { TermFactory, TermLowering } from '@occam/backend';
import { checkOneOf, checkOptions } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import { termJson, type TermJson } from './termOptions.js';

/** What {@link hints} takes. */
export interface HintsOptions {
  /** The factor, at least 0. Default 1. */
  weight?: number | undefined;
  /**
   * How far the hint units are from their targets: 'meanSquaredError', or 'binaryCrossEntropy' for hint units with the
   * activation 'sigmoid' and targets from 0 to 1. Default 'meanSquaredError'.
   */
  loss?: 'meanSquaredError' | 'binaryCrossEntropy' | undefined;
}

/** Probabilities are kept this far from 0 and 1, as in the losses. */
const EPSILON = 1e-7;

/**
 * Trains the hint units of a model, which {@link withHints} adds, on targets of their own, so that the hidden layers learn
 * what the hints need: a known intermediate concept, or any quantity of the row that the task depends on. A term of the
 * objective,
 *
 *     E = … + weight · mean over rows and hint units of (o − t)²      (or of −t ln o − (1 − t) ln(1 − o))
 *
 * The targets travel beside y: `fit(model, { x, y, task, hints })`, shape [n, units]. Validation data need none. Lowered in the
 * fused engine.
 *
 * Sources: Suddarth, Kergosien (1990), "Rule-injection hints as a means of improving network performance and learning time";
 * Abu-Mostafa (1990), "Learning from hints in neural networks".
 *
 * @returns plain JSON for `objective.terms` of a recipe or of `fit`
 * @throws TypeError or RangeError if an option is unknown, of another type or out of range; once it is used, RangeError if the
 * model has no hint units
 *
 * @example
 * ```ts
 * import { hints } from '@occam/regularizers';
 *
 * const objective = { terms: [hints({ weight: 0.5 })] };
 * ```
 */
export function hints(options: HintsOptions = {}): TermJson {
  const json = termJson('hints', options, ['loss'], 1);
  readConfig(json.config);
  return json;
}

/** The hint term with tfjs' ops. */
export const hintsTerm: TermFactory = (config, { model }) => {
  const { loss } = readConfig(config);
  if (!model || model.outputs.length < 2) {
    throw new RangeError(
      'hints needs a model with hint units: add them with withHints(model, { units }); ' +
        'in plain tfjs, give each of its outputs a loss of its own instead',
    );
  }
  return ({ hints: batch }) => {
    const { outputs, targets } = batch!;
    if (loss === 'meanSquaredError') {
      return tf.mean(tf.square(tf.sub(outputs, targets))) as tf.Scalar;
    }
    const p = tf.clipByValue(outputs, EPSILON, 1 - EPSILON);
    const ofOnes = tf.mul(targets, tf.log(p));
    const ofZeros = tf.mul(tf.sub(1, targets), tf.log(tf.sub(1, p)));
    return tf.neg(tf.mean(tf.add(ofOnes, ofZeros))) as tf.Scalar;
  };
};

/** The hint term as a step of a plan, in float64 between float32 arrays. */
export const lowerHints: TermLowering = (config, { hints: batch }, weight, plan) => {
  const { loss } = readConfig(config);
  const { value, gradient, width } = batch!.output;
  const targets = batch!.targets;
  let term = 0;
  plan.forward([value, gradient, targets], ({ rows }) => {
    const { buffer } = plan.module.memory;
    const size = rows * width;
    const o = new Float32Array(buffer, value.address, size);
    const t = new Float32Array(buffer, targets.address, size);
    const slopes = gradient && new Float32Array(buffer, gradient.address, size);
    const factor = weight / size;
    let sum = 0;
    for (let i = 0; i < size; i++) {
      const target = t[i]!;
      let slope: number;
      if (loss === 'meanSquaredError') {
        const distance = o[i]! - target;
        sum += distance * distance;
        slope = 2 * distance;
      } else {
        const p = Math.min(Math.max(o[i]!, EPSILON), 1 - EPSILON);
        sum -= target * Math.log(p) + (1 - target) * Math.log(1 - p);
        slope = p === o[i] ? (p - target) / (p * (1 - p)) : 0;
      }
      if (slopes) slopes[i]! += factor * slope;
    }
    term = factor * sum;
  });
  return () => term;
};

function readConfig(config: object): { loss: NonNullable<HintsOptions['loss']> } {
  checkOptions('hints', config, ['loss']);
  const { loss = 'meanSquaredError' } = config as HintsOptions;
  checkOneOf('loss of hints', loss, ['meanSquaredError', 'binaryCrossEntropy']);
  return { loss };
}
