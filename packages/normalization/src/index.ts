export { register } from './register.js';
export {
  StandardScaler,
  type StandardScalerJson,
  type StandardScalerOptions,
} from './standardScaler.js';

// Layers.
export { batchNormalization, type BatchNormalizationOptions } from './layers/batchNormalization.js';
export {
  batchRenormalization,
  type BatchRenormalizationOptions,
  type RenormalizationBounds,
} from './layers/batchRenormalization.js';
export { groupNormalization, type GroupNormalizationOptions } from './layers/groupNormalization.js';
export {
  instanceNormalization,
  type InstanceNormalizationOptions,
} from './layers/instanceNormalization.js';
export { layerNormalization, type LayerNormalizationOptions } from './layers/layerNormalization.js';
export { rmsNormalization, type RmsNormalizationOptions } from './layers/rmsNormalization.js';
export { unitNormalization, type UnitNormalizationOptions } from './layers/unitNormalization.js';
export type { GroupedOptions } from './layers/groupedNormalization.js';
export type { LayerOptions } from './layers/layerOptions.js';
export type { AffineOptions, GainOptions, RunningOptions } from './layers/normalizationLayer.js';
