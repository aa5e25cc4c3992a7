export type { Criterion, CriterionFactory, NoOptions, Scoring, Values } from './criterion.js';
export { activationVariance } from './criteria/activationVariance.js';
export {
  averagePercentageOfZeros,
  type AveragePercentageOfZerosOptions,
} from './criteria/averagePercentageOfZeros.js';
export { batchNormScale } from './criteria/batchNormScale.js';
export { consumingEnergy } from './criteria/consumingEnergy.js';
export { goodness } from './criteria/goodness.js';
export { gradientTimesWeight } from './criteria/gradientTimesWeight.js';
export { incomingWeights } from './criteria/incomingWeights.js';
export { magnitude, type MagnitudeOptions } from './criteria/magnitude.js';
export { movement, type Movement } from './criteria/movement.js';
export { optimalBrainDamage } from './criteria/optimalBrainDamage.js';
export {
  optimalBrainSurgeon,
  type OptimalBrainSurgeon,
  type OptimalBrainSurgeonOptions,
} from './criteria/optimalBrainSurgeon.js';
export { outgoingWeights } from './criteria/outgoingWeights.js';
export { random, type RandomOptions } from './criteria/random.js';
export { sensitivity, type SensitivityOptions } from './criteria/sensitivity.js';
export { snip } from './criteria/snip.js';
export { synflow } from './criteria/synflow.js';
export { taylor } from './criteria/taylor.js';
export { register } from './register.js';
export { CRITERIA } from './registerCriteria.js';
export type { WeightMasks } from './masks/weightMasks.js';
export { applyMasks, keepMasked, masksOf } from './masks/keepMasked.js';
export { nmMask } from './masks/nmMask.js';
export {
  selectedInputs,
  shrink,
  type SelectedInputs,
  type ShrinkOptions,
} from './shrink/shrink.js';
export { maskUnits, removeInputs, removeUnits, type UnitSelection } from './shrink/removeUnits.js';
export { sparsify, type SparsifyOptions } from './sparse/sparsify.js';
export { quantize, type QuantizeOptions } from './quantize/quantize.js';
export { prune } from './loop/prune.js';
export type {
  LayerCount,
  PruneOptions,
  PruneResult,
  PruningEnd,
  PruningProgress,
  PruningRound,
  PruningStore,
  RewindEpoch,
} from './loop/pruneOptions.js';
export type { PruningStep } from './loop/schedule.js';
export {
  measureLatency,
  type Latency,
  type MeasureLatencyOptions,
} from './reports/measureLatency.js';
export { networkCosts, type NetworkCosts } from './reports/networkCosts.js';
export {
  compareModels,
  type CompareModelsOptions,
  type ModelComparison,
  type ModelReport,
} from './reports/compareModels.js';
