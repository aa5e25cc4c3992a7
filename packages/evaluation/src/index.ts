export { accuracy } from './metrics/accuracy.js';
export { balancedAccuracy } from './metrics/balancedAccuracy.js';
export { brier } from './metrics/brier.js';
export { logLoss } from './metrics/logLoss.js';
export { macroF1 } from './metrics/macroF1.js';
export { mae } from './metrics/mae.js';
export type { Metric, MetricFunction, MetricName } from './metrics/metric.js';
export { mse } from './metrics/mse.js';
export { r2 } from './metrics/r2.js';
export { rmse } from './metrics/rmse.js';
export { rocAuc } from './metrics/rocAuc.js';
export {
  correctedInterval,
  type CorrectedIntervalOptions,
} from './statistics/correctedInterval.js';
export { mean } from './statistics/mean.js';
export { standardDeviation } from './statistics/standardDeviation.js';
export { studentTQuantile } from './statistics/studentTQuantile.js';
export { wilsonInterval, type WilsonIntervalOptions } from './statistics/wilsonInterval.js';
export { crossValidate } from './crossValidate.js';
export type { CrossValidateOptions, CrossValidationProgress } from './crossValidateOptions.js';
export type { CrossValidationResult } from './crossValidationResult.js';
export { defaultSplitter } from './defaultSplitter.js';
export type { FoldResult } from './foldResult.js';
