export { register } from './register.js';

// Penalties of weights and of outputs.
export type { Constraint, Regularizer } from './baseClasses.js';
export {
  l1,
  l1l2,
  l2,
  type L1L2Options,
  type L1Options,
  type L2Options,
  type ReductionOptions,
} from './l1l2.js';

// Constraints of weights.

// Layers that add noise.

// Terms of the objective.
