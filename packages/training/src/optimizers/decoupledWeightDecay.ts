import { checkNumber, checkOneOf, checkOptions, describe } from '@occam/core';
import {
  configOf,
  type OptimizerConfig,
  type OptimizerOptions,
  type WeightDecay,
} from './optimizerConfig.js';

/**
 * Adds decoupled weight decay to an optimizer, the update rules of the lecture with α_r = α·λ:
 *
 *     w ← w − α · (direction(g) + λ₂·w + λ₁·sign w)        sign 0 = 0
 *
 * Unlike a penalty it does not go through the optimizer's moments: with Adam, weights with large gradients decay as fast as
 * others. 'adamw' is `decoupledWeightDecay('adam', { l2: 0.01 })` and 'sgdw' is
 * `decoupledWeightDecay('momentum', { l2: 0.0005 })`; the same numbers as PyTorch's AdamW. The decay follows the learning rate's
 * schedule, as in PyTorch and Keras (in the paper only the schedule, not α itself). Keras' `weight_decay` is the l2 part; the l1
 * part may step across 0 by up to α·λ₁.
 *
 * The fused engine decays in the optimizer's own kernel, in the same pass over the weight.
 *
 * Source: Loshchilov and Hutter (2019), "Decoupled weight decay regularization".
 *
 * @param optimizer a name, or an optimizer with its options
 * @returns the optimizer with the option `weightDecay`
 * @throws TypeError or RangeError if an option is unknown, of another type or negative
 *
 * @example
 * ```ts
 * import { decoupledWeightDecay } from '@occam/training';
 *
 * const optimizer = decoupledWeightDecay('adam', { l2: 0.01, exclude: ['bias'] });
 * console.log(optimizer.weightDecay!.exclude); // [ 'bias' ]
 * ```
 */
export function decoupledWeightDecay(
  optimizer: OptimizerOptions,
  options: WeightDecay,
): OptimizerConfig {
  return { ...configOf(optimizer), weightDecay: resolveDecay(options) };
}

/**
 * Fills in the defaults of weight decay and checks its options.
 *
 * @throws TypeError or RangeError if an option is unknown, of another type or negative
 */
export function resolveDecay(options: WeightDecay): WeightDecay {
  checkOptions('weightDecay', options, ['l2', 'l1', 'on', 'exclude']);
  const { l2 = 0, l1 = 0, on = 'all', exclude } = options;
  checkNumber('weightDecay.l2', l2, { min: 0 });
  checkNumber('weightDecay.l1', l1, { min: 0 });
  if (!Array.isArray(on)) checkOneOf('weightDecay.on', on, ['all', 'kernels']);
  const namesOnly = Array.isArray(exclude) && exclude.every((name) => typeof name === 'string');
  if (exclude !== undefined && !namesOnly) {
    throw new TypeError(
      `weightDecay.exclude must be a list of names of layers or weights, as ['bias'], not ${describe(exclude)}`,
    );
  }
  return {
    l2,
    l1,
    on: Array.isArray(on) ? [...on] : on,
    ...(exclude === undefined ? {} : { exclude: [...exclude] }),
  };
}
