export { register } from './register.js';
export type { FittedScaler, ScalerJson, ScalerProduct } from './scalers/fittedScaler.js';
export { Scaler } from './scalers/scaler.js';
export { InvertibleScaler } from './scalers/invertibleScaler.js';
export { AffineScaler, type Affine } from './scalers/affineScaler.js';
export type { Missing } from './scalers/checkValues.js';
export {
  StandardScaler,
  type StandardScalerJson,
  type StandardScalerOptions,
} from './scalers/standardScaler.js';
export {
  MinMaxScaler,
  type MinMaxScalerJson,
  type MinMaxScalerOptions,
} from './scalers/minMaxScaler.js';
export {
  MaxAbsScaler,
  type MaxAbsScalerJson,
  type MaxAbsScalerOptions,
} from './scalers/maxAbsScaler.js';
export {
  RobustScaler,
  type RobustScalerJson,
  type RobustScalerOptions,
} from './scalers/robustScaler.js';
export {
  QuantileTransformer,
  type OutputDistribution,
  type QuantileTransformerJson,
  type QuantileTransformerOptions,
} from './scalers/quantileTransformer.js';
export {
  PowerTransformer,
  type PowerTransformerJson,
  type PowerTransformerOptions,
} from './scalers/powerTransformer.js';
export {
  RowNormalizer,
  type RowNorm,
  type RowNormalizerJson,
  type RowNormalizerOptions,
} from './scalers/rowNormalizer.js';
export {
  Whitening,
  type WhiteningJson,
  type WhiteningKind,
  type WhiteningOptions,
} from './scalers/whitening.js';
export {
  GlobalContrast,
  type GlobalContrastJson,
  type GlobalContrastOptions,
} from './scalers/globalContrast.js';
export { ScalerLayer, type ScalerLayerOptions } from './scalers/scalerLayer.js';
export { withPreprocessing } from './scalers/withPreprocessing.js';

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
export type { LayerOptions } from '@occam/backend';
export type { AffineOptions, GainOptions, RunningOptions } from './layers/normalizationLayer.js';

// Weights.
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
