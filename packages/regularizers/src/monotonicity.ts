import type { TermFactory, TermLowering } from '@occam/backend';
import { checkInteger, checkNumber, checkOneOf, checkOptions } from '@occam/core';
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

/** What {@link monotonicity} takes. */
export interface MonotonicityOptions {
  /** The factor, at least 0. Default 1. */
  weight?: number | undefined;
  /** The features that move, together, by their indices; the features of a row counted as they lie in memory. */
  features: readonly number[];
  /** How the output follows them. Default 'increasing'. */
  direction?: 'increasing' | 'decreasing' | undefined;
  /** By how much the features move, above 0, in their own unit. Default 0.1. */
  delta?: number | undefined;
  /** The index of the output that follows. Default 0. */
  output?: number | undefined;
}

/**
 * Hints that an output only rises (or only falls) with some inputs, by virtual examples: a term of the objective,
 *
 *     E = … + weight · mean over the rows of max(0, f(x) − f(x′))²,      x′ = x + delta in the features named
 *
 * with the two exchanged for 'decreasing'. f is the output that the network predicts, in inference mode (after softmax or
 * sigmoid). Where the order is right, the term is 0. No labels are needed; two more forward passes in a step. Lowered in the fused
 * engine for models of the layers that {@link jacobian} knows, one after another.
 *
 * Source: Sill, Abu-Mostafa (1997), "Monotonicity hints".
 *
 * @returns plain JSON for `objective.terms` of a recipe or of `fit`, or for `composeLoss`
 * @throws TypeError or RangeError if an option is unknown, of another type or out of range; once it is used, RangeError if the
 * model has no such feature or output
 *
 * @example
 * ```ts
 * import { monotonicity } from '@occam/regularizers';
 *
 * const priceRisesWithArea = monotonicity({ features: [2], delta: 0.5 });
 * ```
 */
export function monotonicity(options: MonotonicityOptions): TermJson {
  const known = ['features', 'direction', 'delta', 'output'];
  const json = termJson('monotonicity', options, known, 1);
  readConfig(json.config, NaN, NaN);
  return json;
}

/** The monotonicity hint with tfjs' ops. */
export const monotonicityTerm: TermFactory = (config, context) => {
  const model = modelOf('monotonicity', context);
  const count = featureCount(model);
  const units = model.outputs[0]!.shape.slice(1).reduce<number>((n, m) => n * (m ?? NaN), 1);
  const { features, direction, delta, output } = readConfig(config, count, units);
  const sign = direction === 'increasing' ? 1 : -1;
  return (batch) => {
    const moved = changeFeatures(batch, (rows) => {
      const steps = new Float32Array(rows.shape[1]);
      for (const feature of features) steps[feature] = delta;
      return tf.add(rows, tf.tensor1d(steps));
    });
    const outputOf = (x: tf.Tensor) => tf.slice(predicted(batch.model, x), [0, output], [-1, 1]);
    const fallen = tf.mul(sign, tf.sub(outputOf(batch.x), outputOf(moved)));
    return tf.mean(tf.square(tf.relu(fallen))) as tf.Scalar;
  };
};

/** The monotonicity hint behind the backward pass of a plan. */
export const lowerMonotonicity: TermLowering = (config, batch, weight, plan) => {
  const { width } = batch.input;
  const { features, direction, delta, output } = readConfig(config, width, batch.output.width);
  const sign = direction === 'increasing' ? 1 : -1;
  return lowerVirtualHint('monotonicity', batch, weight, plan, {
    change(x, changed) {
      changed.set(x);
      for (let start = 0; start < x.length; start += width) {
        for (const feature of features) changed[start + feature]! += delta;
      }
    },
    compare(outputs, row, changed, slopes) {
      const fallen = Math.max(0, sign * (outputs[row + output]! - outputs[changed + output]!));
      slopes[output] = sign * fallen;
      return fallen * fallen;
    },
  });
};

function readConfig(
  config: object,
  count: number,
  units: number,
): Required<Omit<MonotonicityOptions, 'weight'>> & { delta: number; output: number } {
  checkOptions('monotonicity', config, ['features', 'direction', 'delta', 'output']);
  const { features, direction, delta, output } = {
    direction: 'increasing' as const,
    delta: 0.1,
    output: 0,
    ...(config as MonotonicityOptions),
  };
  checkFeatureIndices('features of monotonicity', features, count);
  if (features.length === 0) {
    throw new RangeError('features of monotonicity must name at least one feature');
  }
  checkOneOf('direction of monotonicity', direction, ['increasing', 'decreasing']);
  checkNumber('delta of monotonicity', delta, { above: 0 });
  checkInteger(
    'output of monotonicity',
    output,
    Number.isNaN(units) ? { min: 0 } : { min: 0, below: units },
  );
  return { features, direction, delta: delta!, output: output! };
}
