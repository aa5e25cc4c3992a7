import type { TermFactory, TermLowering } from '@occam/backend';
import { checkOptions, describe } from '@occam/core';
import { chainOf, chainUpTo, squaredJacobian } from './derivatives/chain.js';
import { lowerSquaredJacobian } from './derivatives/loweredChain.js';
import { modelOf } from './jacobian.js';
import { termJson, type TermJson } from './termOptions.js';

/** What {@link contractive} takes. */
export interface ContractiveOptions {
  /** The factor, at least 0. Default 0.01. */
  weight?: number | undefined;
  /** The name of the layer whose output is the representation. Default: the last hidden one. */
  layer?: string | undefined;
}

/**
 * Penalizes the sensitivity of a hidden representation to the inputs, so that it contracts around the training rows: a term
 * of the objective,
 *
 *     E = … + weight · mean over the rows of ‖J‖²,      J_jd = ∂h_j / ∂x_d
 *
 * h is the output of `layer`, by default what the last layer with weights gets. It serves an autoencoder (the paper) and a
 * classifier alike. As in {@link jacobian}, J is built from formulas of the layers, of the network as it predicts, in both
 * engines; with many hidden units it is the dearer of the two, unless one Dense layer makes them, which the fused engine
 * computes as the paper does.
 *
 * Source: Rifai, Vincent, Muller, Glorot, Bengio (2011), "Contractive auto-encoders: explicit invariance during feature
 * extraction".
 *
 * @returns plain JSON for `objective.terms` of a recipe or of `fit`, or for `composeLoss`
 * @throws TypeError or RangeError if an option is unknown, of another type or out of range; once it is used, RangeError if
 * there is no such layer, or naming one that has no formula
 *
 * @example
 * ```ts
 * import { contractive } from '@occam/regularizers';
 *
 * const objective = { terms: [contractive({ weight: 0.1 })] };
 * ```
 */
export function contractive(options: ContractiveOptions = {}): TermJson {
  const json = termJson('contractive', options, ['layer'], 0.01);
  readConfig(json.config);
  return json;
}

/** The contractive penalty with tfjs' ops. */
export const contractiveTerm: TermFactory = (config, context) => {
  const { layer } = readConfig(config);
  const chain = chainOf('contractive', modelOf('contractive', context));
  const hidden = chainUpTo('contractive', chain, layer);
  return ({ x }) => squaredJacobian(hidden, x);
};

/** The contractive penalty behind the backward pass of a plan. */
export const lowerContractive: TermLowering = (config, { model, input }, weight, plan) => {
  const { layer } = readConfig(config);
  const hidden = chainUpTo('contractive', chainOf('contractive', model), layer);
  return lowerSquaredJacobian('contractive', hidden, input, weight, plan);
};

function readConfig(config: object): { layer?: string } {
  checkOptions('contractive', config, ['layer']);
  const { layer } = config as { layer?: string };
  if (layer === undefined) return {};
  if (typeof layer !== 'string') {
    throw new TypeError(`layer of contractive must be the name of a layer, not ${describe(layer)}`);
  }
  return { layer };
}
