export { register } from './register.js';

// Penalties of weights and of outputs.

// Constraints of weights.

// Layers that add noise.

// Terms of the objective.
export {
  composeLoss,
  type ComposableLoss,
  type ComposableTerm,
  type ComposedLoss,
  type ComposedObjective,
  type ComposeLossOptions,
} from './composeLoss.js';
export { confidencePenalty, type ConfidencePenaltyOptions } from './confidencePenalty.js';
export { contractive, type ContractiveOptions } from './contractive.js';
export { doubleBackprop, type DoubleBackpropOptions } from './doubleBackprop.js';
export { hints, type HintsOptions } from './hints.js';
export { invariance, type InvarianceOptions } from './invariance.js';
export { jacobian, type JacobianOptions } from './jacobian.js';
export {
  labelSmoothing,
  type ClassLoss,
  type LabelSmoothingOptions,
  type TfjsLoss,
} from './labelSmoothing.js';
export type { LayerDerivative, PassedLayer } from './derivatives/layerDerivatives.js';
export { monotonicity, type MonotonicityOptions } from './monotonicity.js';
export type { TermJson } from './termOptions.js';
export { stripHints, withHints, type WithHintsOptions } from './withHints.js';
