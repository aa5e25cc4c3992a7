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
export { groupLasso, type GroupLassoOptions } from './groupLasso.js';
export { sparseGroupLasso, type SparseGroupLassoOptions } from './sparseGroupLasso.js';
export { weightElimination, type WeightEliminationOptions } from './weightElimination.js';
export { orthogonal, type OrthogonalOptions } from './orthogonal.js';
export { spectral, type SpectralOptions } from './spectral.js';
export { hoyer, type HoyerOptions } from './hoyer.js';
export { smoothness, type SmoothnessOptions } from './smoothness.js';
export { entropy, type EntropyOptions } from './entropy.js';
export { klSparsity, type KlSparsityOptions } from './klSparsity.js';
export { condensed, type CondensedOptions } from './condensed.js';
export type { WeightGroups } from './groups.js';
export { Penalty, type StrengthOr } from './penalty.js';
export {
  activityRegularization,
  ActivityRegularization,
  type ActivityRegularizationOptions,
} from './activityRegularization.js';

// Constraints of weights.
export {
  maxNorm,
  minMaxNorm,
  nonNeg,
  unitNorm,
  type MaxNormOptions,
  type MinMaxNormOptions,
  type UnitNormOptions,
} from './tfjsConstraints.js';
export { spectralBound, type SpectralBoundOptions } from './spectralBound.js';
export { sparsity, type SparsityOptions } from './sparsity.js';
export { applyConstraints } from './applyConstraints.js';

// Layers that add noise.
export { alphaDropout, type AlphaDropoutOptions } from './layers/alphaDropout.js';
export { dropConnect, type DropConnectOptions } from './layers/dropConnect.js';
export { dropout, type DropoutOptions } from './layers/dropout.js';
export { gaussianDropout, type GaussianDropoutOptions } from './layers/gaussianDropout.js';
export { gaussianNoise, type GaussianNoiseOptions } from './layers/gaussianNoise.js';
export { spatialDropout1d, type SpatialDropout1dOptions } from './layers/spatialDropout1d.js';
export { spatialDropout2d, type SpatialDropout2dOptions } from './layers/spatialDropout2d.js';
export { stochasticDepth, type StochasticDepthOptions } from './layers/stochasticDepth.js';
export type { LayerOptions } from '@occam/backend';
export type { NoiseLayerOptions } from './layers/noiseLayerOptions.js';
export type { NoiseShape } from './layers/noiseShape.js';

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
