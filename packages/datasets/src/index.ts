export { createDataset, type Dataset, type DatasetFields, type Task } from './dataset.js';
export { digits, type DigitsOptions } from './digits.js';
export { inspectCsv, type CsvSummary } from './inspectCsv.js';
export type { CsvColumnSummary, CsvValueCount } from './csvColumnInspector.js';
export {
  inspectDataset,
  type ClassSummary,
  type DatasetSummary,
  type MissingSummary,
  type TargetSummary,
  type TimeSummary,
} from './inspectDataset.js';
export { loadCsv } from './loadCsv.js';
export type { CsvOptions, CsvReadOptions } from './csvOptions.js';
export type { TableColumn, TableOptions } from './tableOptions.js';
export { loadIdx, type IdxOptions } from './loadIdx.js';
export { mnist } from './mnist.js';
export type { MnistOptions } from './mnistLike.js';
export type { DownloadProgress } from './obtainFile.js';
export type { Source } from './source.js';
export { fashionMnist } from './fashionMnist.js';
export { loadJson, type JsonOptions } from './loadJson.js';
export { loadNpy, type NpyOptions } from './loadNpy.js';
export { loadNpz, type NpzOptions } from './loadNpz.js';
export { loadParquet, type ParquetOptions } from './loadParquet.js';
export { loadImageFolder, type ImageFolderOptions } from './loadImageFolder.js';
export type { ImageFolder } from './listImages.js';
export type { ColumnNames } from './datasetColumns.js';
export { toCsv } from './toCsv.js';
export { toJson, type ToJsonOptions } from './toJson.js';
export { toParquet } from './toParquet.js';
export type { GeneratedDataset } from './generators/generatedDataset.js';
export { makeBlobs, type BlobsDataset, type BlobsOptions } from './generators/makeBlobs.js';
export { makeCircles, type CirclesOptions } from './generators/makeCircles.js';
export {
  makeClassification,
  type ClassificationDataset,
  type FeatureRole,
} from './generators/makeClassification.js';
export type { ClassificationOptions } from './generators/classificationOptions.js';
export { makeFriedman1, type Friedman1Options } from './generators/makeFriedman1.js';
export { makeMoons, type MoonsOptions } from './generators/makeMoons.js';
export { makeNoisyCurve, type NoisyCurveOptions } from './generators/makeNoisyCurve.js';
export {
  makeRegression,
  type RegressionDataset,
  type RegressionOptions,
} from './generators/makeRegression.js';
export { makeSpirals, type SpiralsOptions } from './generators/makeSpirals.js';
