import type { TermFactory, TermLowering } from '@occam/backend';
import { checkNumber, checkOptions } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import { modelOf } from './jacobian.js';
import { termJson, type TermJson } from './termOptions.js';
import {
  changeFeatures,
  checkFeatureIndices,
  featureCount,
  lowerVirtualHint,
  predicted,
} from './virtualHints.js';

/** What {@link invariance} takes: how a row x becomes x′, of which the network should predict the same. */
export interface InvarianceOptions {
  /** The factor, at least 0. Default 1. */
  weight?: number | undefined;
  /**
   * Which feature of the row each feature of x′ is, the features of a row counted as they lie in memory: a mirrored image, two
   * inputs exchanged. Default: each its own.
   */
  permutation?: readonly number[] | undefined;
  /** The factor of all features, or of each. Default 1. */
  scale?: number | readonly number[] | undefined;
  /** What is added to all features, or to each, after the factor. Default 0. */
  shift?: number | readonly number[] | undefined;
}

/**
 * Hints that the target does not change under a transformation of the inputs, by virtual examples: a term of the objective,
 *
 *     E = … + weight · mean over the rows of Σ_k (f_k(x) − f_k(x′))²,      x′_d = scale_d · x_π(d) + shift_d
 *
 * f is what the network predicts, in inference mode (after softmax or sigmoid). No labels are needed; two more forward passes in a
 * step. Lowered in the fused engine for models of the layers that {@link jacobian} knows, one after another.
 *
 * Source: Abu-Mostafa (1995), "Hints", Neural Computation 7(4).
 *
 * @returns plain JSON for `objective.terms` of a recipe or of `fit`, or for `composeLoss`
 * @throws TypeError or RangeError if an option is unknown, of another type or out of range, or nothing is transformed; once it
 * is used, RangeError if a list is not as long as the model has inputs
 *
 * @example
 * ```ts
 * import { invariance } from '@occam/regularizers';
 *
 * const evenFunction = invariance({ scale: -1 });
 * const symmetric = invariance({ permutation: [1, 0] });
 * ```
 */
export function invariance(options: InvarianceOptions = {}): TermJson {
  const json = termJson('invariance', options, ['permutation', 'scale', 'shift'], 1);
  readConfig(json.config, NaN);
  return json;
}

/** The invariance hint with tfjs' ops. */
export const invarianceTerm: TermFactory = (config, context) => {
  const model = modelOf('invariance', context);
  const { permutation, scale, shift } = readConfig(config, featureCount(model));
  return (batch) => {
    const changed = changeFeatures(batch, (rows) => {
      const permuted = permutation ? tf.gather(rows, [...permutation], 1) : rows;
      return tf.add(tf.mul(permuted, tensorOf(scale)), tensorOf(shift));
    });
    const distance = tf.sub(predicted(batch.model, batch.x), predicted(batch.model, changed));
    return tf.mean(tf.sum(tf.square(distance), 1)) as tf.Scalar;
  };
};

/** The invariance hint behind the backward pass of a plan. */
export const lowerInvariance: TermLowering = (config, batch, weight, plan) => {
  const { width } = batch.input;
  const { permutation, scale, shift } = readConfig(config, width);
  const each = (value: number | readonly number[]) =>
    Array.from({ length: width }, (_, d) => (typeof value === 'number' ? value : value[d]!));
  const [scales, shifts] = [each(scale), each(shift)];
  const sources = permutation ?? each(0).map((_, d) => d);
  return lowerVirtualHint('invariance', batch, weight, plan, {
    change(x, changed) {
      for (let start = 0; start < x.length; start += width) {
        for (let d = 0; d < width; d++) {
          changed[start + d] = scales[d]! * x[start + sources[d]!]! + shifts[d]!;
        }
      }
    },
    compare(outputs, row, changed, slopes) {
      let sum = 0;
      for (let k = 0; k < slopes.length; k++) {
        const distance = outputs[row + k]! - outputs[changed + k]!;
        slopes[k] = distance;
        sum += distance * distance;
      }
      return sum;
    },
  });
};

function tensorOf(value: number | readonly number[]): tf.Tensor {
  return typeof value === 'number' ? tf.scalar(value) : tf.tensor1d([...value]);
}

function readConfig(
  config: object,
  features: number,
): Required<Pick<InvarianceOptions, 'permutation'>> & {
  scale: number | readonly number[];
  shift: number | readonly number[];
} {
  checkOptions('invariance', config, ['permutation', 'scale', 'shift']);
  const { permutation, scale = 1, shift = 0 } = config as InvarianceOptions;
  if (permutation === undefined && scale === 1 && shift === 0) {
    throw new RangeError(
      'invariance needs a transformation of the inputs: give it a permutation, scale or shift',
    );
  }
  if (permutation !== undefined) {
    const length = Array.isArray(permutation) ? permutation.length : 0;
    checkFeatureIndices('permutation of invariance', permutation, length);
    checkLength('permutation', length, features);
  }
  for (const [name, value] of Object.entries({ scale, shift })) {
    const each = Array.isArray(value) ? (value as number[]) : [value];
    each.forEach((one) => checkNumber(`${name} of invariance`, one));
    if (Array.isArray(value)) checkLength(name, each.length, features);
  }
  return { permutation, scale, shift };
}

function checkLength(name: string, length: number, features: number): void {
  if (Number.isNaN(features) || length === features) return;
  throw new RangeError(
    `${name} of invariance has ${length} elements, but a row of the model has ${features} features`,
  );
}
