export { register } from './register.js';
export {
  StandardScaler,
  type StandardScalerJson,
  type StandardScalerOptions,
} from './standardScaler.js';
export {
  weightNormalization,
  type WeightNormalizationOptions,
} from './weights/weightNormalization.js';
export {
  spectralNormalization,
  type SpectralNormalizationOptions,
} from './weights/spectralNormalization.js';
export {
  weightStandardization,
  type WeightStandardizationOptions,
} from './weights/weightStandardization.js';
export type { WrapperOptions } from './weights/kernelWrapper.js';
export {
  foldBatchNorm,
  type FoldBatchNormOptions,
  type KeptLayer,
} from './folding/foldBatchNorm.js';
export { removeReparametrization } from './folding/removeReparametrization.js';
export {
  activationStatistics,
  type ActivationStatisticsOptions,
} from './statistics/activationStatistics.js';
export type { LayerStatistics } from './statistics/layerTally.js';
export type { StatisticsLoss, StatisticsLossName } from './statistics/statisticsLoss.js';
export { lsuv, type LsuvLayer, type LsuvOptions } from './statistics/lsuv.js';
