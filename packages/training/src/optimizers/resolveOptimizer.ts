import { checkNumber, checkOneOf, checkOptions, describe, type Bounds } from '@occam/core';
import type {
  OptimizerConfig,
  OptimizerName,
  OptimizerOptions,
  WeightDecay,
} from './optimizerConfig.js';
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
 * @returns plain JSON with every option that the optimizer takes; `clipNorm` and `weightDecay` where they act
 * @throws TypeError or RangeError if the name or an option is unknown, of another type or out of range
 */
export function resolveOptimizer(
  optimizer: OptimizerOptions,
): OptimizerConfig & { learningRate: number } {
  const given: Partial<OptimizerConfig> =
    typeof optimizer === 'string' ? { name: optimizer } : optimizer;
  if (typeof given !== 'object' || given === null) {
    throw new TypeError(
      `optimizer must be a name, as 'adam', or an object, as { name: 'adam' }, not ${describe(optimizer)}`,
    );
  }
  const names = Object.keys(UPDATE_RULES) as OptimizerName[];
  checkOneOf('the name of the optimizer', given.name, names);
  const { name } = given;
  const { weightDecay: defaultDecay, ...defaults } = UPDATE_RULES[name].defaults;
  const options = Object.keys(defaults) as (keyof RuleOptions)[];
  checkOptions(`the optimizer '${name}'`, given, ['name', ...options, 'weightDecay', 'clipNorm']);
  const numbers = Object.fromEntries(
    options.map((option) => {
      const value = given[option] ?? defaults[option];
      checkNumber(option, value, BOUNDS[option]);
      return [option, value];
    }),
  ) as { learningRate: number };
  const { clipNorm, weightDecay = defaultDecay } = given;
  if (clipNorm !== undefined) checkNumber('clipNorm', clipNorm, { above: 0 });
  return {
    name,
    ...numbers,
    ...(weightDecay === undefined ? {} : { weightDecay: resolveDecay(weightDecay) }),
    ...(clipNorm === undefined ? {} : { clipNorm }),
  };
}

function resolveDecay(decay: WeightDecay): Required<WeightDecay> {
  checkOptions('weightDecay', decay, ['l2', 'l1', 'on']);
  const { l2 = 0, l1 = 0, on = 'all' } = decay;
  checkNumber('weightDecay.l2', l2, { min: 0 });
  checkNumber('weightDecay.l1', l1, { min: 0 });
  if (!Array.isArray(on)) checkOneOf('weightDecay.on', on, ['all', 'kernels']);
  return { l2, l1, on: Array.isArray(on) ? [...on] : on };
}
