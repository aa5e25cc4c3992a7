export { addDateParts } from './addDateParts.js';
export {
  DateParts,
  type DatePartsJson,
  type DatePartsOptions,
  type TimeUnit,
} from './dateParts.js';
export type { DatePart, DatePartsChoice } from './datePartsOf.js';
export type { ColumnsOption } from './featureColumns.js';
export {
  KBinsDiscretizer,
  type BinEncoding,
  type BinStrategy,
  type KBinsDiscretizerJson,
  type KBinsDiscretizerOptions,
  type KBinsFitted,
  type QuantileMethod,
} from './kBinsDiscretizer.js';
export { makeWindows, type WindowsOptions } from './makeWindows.js';
export {
  OneHotEncoder,
  type DroppedCategory,
  type OneHotEncoderJson,
  type OneHotEncoderOptions,
  type OneHotFitted,
} from './oneHotEncoder.js';
export {
  PolynomialFeatures,
  type PolynomialFeaturesJson,
  type PolynomialFeaturesOptions,
} from './polynomialFeatures.js';
export { register } from './register.js';
export {
  TargetEncoder,
  type TargetEncoderFitted,
  type TargetEncoderJson,
  type TargetEncoderOptions,
} from './targetEncoder.js';
