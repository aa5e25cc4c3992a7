import { checkNumber, checkOneOf, checkOptions, type Bounds } from '@occam/core';
import { CLIPPING_OPTIONS, resolveClipping } from './clippings.js';
import { resolveDecay } from './decoupledWeightDecay.js';
import { resolveEma } from './ema.js';
import { resolveLookahead } from './lookahead.js';
import {
  configOf,
  type OptimizerConfig,
  type OptimizerName,
  type OptimizerOptions,
} from './optimizerConfig.js';
import { resolveSam } from './sam.js';
import { resolveSwa } from './swa.js';
import type { RuleOptions } from './updateRule.js';
import { UPDATE_RULES } from './updateRules.js';

const BOUNDS: Readonly<Record<keyof RuleOptions, Bounds>> = {
  learningRate: { min: 0 },
  momentum: { min: 0, below: 1 },
  beta1: { min: 0, below: 1 },
  beta2: { min: 0, below: 1 },
  rho: { min: 0, below: 1 },
  epsilon: { above: 0 },
};

/**
 * Fills in an optimizer's defaults and checks its options.
 *
 * @returns plain JSON with every option that the optimizer takes; decay, clipping, sam, … where they act
 * @throws TypeError or RangeError if the name or an option is unknown, of another type or out of range
 */
export function resolveOptimizer(
  optimizer: OptimizerOptions,
): OptimizerConfig & { learningRate: number } {
  const given = configOf(optimizer);
  const names = Object.keys(UPDATE_RULES) as OptimizerName[];
  checkOneOf('the name of the optimizer', given.name, names);
  const { name } = given;
  const { weightDecay: defaultDecay, ...defaults } = UPDATE_RULES[name].defaults;
  const options = Object.keys(defaults) as (keyof RuleOptions)[];
  checkOptions(`the optimizer '${name}'`, given, [
    'name',
    ...options,
    'weightDecay',
    ...CLIPPING_OPTIONS,
    'sam',
    'lookahead',
    'ema',
    'swa',
  ]);
  const numbers = Object.fromEntries(
    options.map((option) => {
      const value = given[option] ?? defaults[option];
      checkNumber(option, value, BOUNDS[option]);
      return [option, value];
    }),
  ) as { learningRate: number };
  const { weightDecay = defaultDecay, sam, lookahead, ema, swa } = given;
  if (ema && swa) {
    throw new RangeError(
      'an optimizer returns one average of the weights: give ema or swa, not both',
    );
  }
  return {
    name,
    ...numbers,
    ...(weightDecay === undefined ? {} : { weightDecay: resolveDecay(weightDecay) }),
    ...resolveClipping(given),
    ...(sam === undefined ? {} : { sam: resolveSam(sam) }),
    ...(lookahead === undefined ? {} : { lookahead: resolveLookahead(lookahead) }),
    ...(ema === undefined ? {} : { ema: resolveEma(ema) }),
    ...(swa === undefined ? {} : { swa: resolveSwa(swa) }),
  };
}
