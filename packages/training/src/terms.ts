import type { Term, TermBatch, TermContext, TermFactory } from '@occam/backend';
import { lookupClass } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import type { ClassConfig } from './checkClassConfig.js';

export type { Term, TermBatch, TermContext, TermFactory } from '@occam/backend';

/** A term of the objective by its registered name. */
export interface TermConfig extends ClassConfig {
  /** The factor of the term, at least 0. Default 1. */
  weight: number;
}

/**
 * Prepares Σ weight · term(batch) with tfjs' ops.
 *
 * @returns a function that computes the sum, or undefined if there is no term; it throws a TypeError if a term returns no
 * scalar
 * @throws RangeError if a term is not registered; TypeError or RangeError if its configuration is wrong, or it cannot be had
 * of this model and this loss
 */
export function createTerms(
  terms: readonly TermConfig[],
  context: TermContext,
): ((batch: TermBatch) => tf.Scalar) | undefined {
  if (terms.length === 0) return undefined;
  const summands = terms.map((config) => ({ config, term: createTerm(config, context) }));
  return (batch) =>
    tf.addN(
      summands.map(({ config: { className, weight }, term }) =>
        tf.mul(weight, checkScalar(className, term(batch))),
      ),
    ) as tf.Scalar;
}

/** Makes a term, which checks its configuration. */
export function createTerm({ className, config }: TermConfig, context: TermContext): Term {
  return (lookupClass('term', className) as TermFactory)(config, context);
}

function checkScalar(className: string, value: tf.Tensor): tf.Tensor {
  if (value?.rank !== 0) {
    throw new TypeError(
      `the term '${className}' must return a scalar, not ${value?.shape ? `a tensor of shape [${value.shape.join(', ')}]` : String(value)}`,
    );
  }
  return value;
}
