export { createRng, type Rng, type Seed, type ShuffledArray } from './rng.js';
export { fillNormal, fillUniform, type CounterOptions } from './counterRandom.js';
export { normalFromBits } from './normalFromBits.js';
export { philox4x32, type RngKey } from './philox.js';
export {
  checkNdArray,
  ndarray,
  rowSize,
  takeRows,
  type NdArray,
  type NdArrayRequirements,
} from './ndarray.js';
export {
  checkBoolean,
  checkInteger,
  checkNumber,
  checkOneOf,
  checkOptions,
  describe,
  didYouMean,
  type Bounds,
} from './checks.js';
export { normalProbability, normalQuantile } from './normalDistribution.js';
export { lookupClass, registerClass } from './registry.js';
export { warn } from './warn.js';
