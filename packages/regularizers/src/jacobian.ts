import type { TermContext, TermFactory, TermLowering } from '@occam/backend';
import { checkOneOf, checkOptions } from '@occam/core';
import type * as tf from '@tensorflow/tfjs';
import { chainOf, squaredJacobian, withoutHead } from './derivatives/chain.js';
import { lowerSquaredJacobian } from './derivatives/loweredChain.js';
import { termJson, type TermJson } from './termOptions.js';

/** What {@link jacobian} takes. */
export interface JacobianOptions {
  /** The factor, at least 0. Default 0.01. */
  weight?: number | undefined;
  /**
   * What is differentiated: the 'logits', before a last softmax or sigmoid, or the 'outputs' after it. Default 'logits'.
   */
  of?: 'logits' | 'outputs' | undefined;
}

/**
 * Penalizes the sensitivity of the outputs to the inputs: a term of the objective,
 *
 *     E = … + weight · mean over the rows of ‖J‖²,      J_kd = ∂z_k / ∂x_d,      ‖J‖² = Σ_kd J_kd²
 *
 * tfjs cannot differentiate its own gradients of tanh, sigmoid, exp or softmax again. So J is built layer by layer from
 * formulas of the derivatives that one reverse pass of tfjs can differentiate; chains of Dense, activations, Flatten,
 * Reshape, BatchNormalization and noise layers have them. J is that of the network as it predicts: without noise, with running
 * statistics. It costs about as much as a step with as many rows as the batch has outputs: the README has figures. Lowered in the fused engine, but for
 * the activation logSoftmax, a ReLU with another `maxValue` than 6 and layers whose derivative somebody registered.
 *
 * Hoffman et al. have ½ in front and estimate the norm by random projections; here it is exact.
 *
 * Sources: Sokolić, Giryes, Sapiro, Rodrigues (2017), "Robust large margin deep neural networks"; Hoffman, Roberts, Yaida
 * (2019), "Robust learning with Jacobian regularization".
 *
 * @returns plain JSON for `objective.terms` of a recipe or of `fit`, or for `composeLoss`
 * @throws TypeError or RangeError if an option is unknown, of another type or out of range; once it is used, RangeError naming
 * a layer that has no formula
 *
 * @example
 * ```ts
 * import { jacobian } from '@occam/regularizers';
 *
 * const objective = { terms: [jacobian({ weight: 0.01 })] };
 * ```
 */
export function jacobian(options: JacobianOptions = {}): TermJson {
  const json = termJson('jacobian', options, ['of'], 0.01);
  readConfig(json.config);
  return json;
}

/** The Jacobian penalty with tfjs' ops. */
export const jacobianTerm: TermFactory = (config, context) => {
  const { of } = readConfig(config);
  const chain = chainOf('jacobian', modelOf('jacobian', context));
  const differentiated = of === 'logits' ? withoutHead(chain) : chain;
  return ({ x }) => squaredJacobian(differentiated, x);
};

/** The Jacobian penalty behind the backward pass of a plan. */
export const lowerJacobian: TermLowering = (config, { model, input }, weight, plan) => {
  const { of } = readConfig(config);
  const chain = chainOf('jacobian', model);
  const differentiated = of === 'logits' ? withoutHead(chain) : chain;
  return lowerSquaredJacobian('jacobian', differentiated, input, weight, plan);
};

function readConfig(config: object): { of: 'logits' | 'outputs' } {
  checkOptions('jacobian', config, ['of']);
  const { of = 'logits' } = config as JacobianOptions;
  checkOneOf('of of jacobian', of, ['logits', 'outputs']);
  return { of };
}

/**
 * The model that a term is made for.
 *
 * @throws TypeError if there is none
 */
export function modelOf(owner: string, { model }: TermContext): tf.LayersModel {
  if (model) return model;
  throw new TypeError(`${owner} needs the model: give it to composeLoss({ model, … })`);
}
