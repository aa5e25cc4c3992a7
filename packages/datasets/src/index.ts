export { createDataset, type Dataset, type DatasetFields, type Task } from './dataset.js';
export { digits, type DigitsOptions } from './digits.js';
export { inspectCsv, type CsvColumnSummary, type CsvSummary } from './inspectCsv.js';
export { inspectDataset, type DatasetSummary } from './inspectDataset.js';
export { loadCsv } from './loadCsv.js';
export type { CsvColumn, CsvOptions, CsvReadOptions } from './csvOptions.js';
export { loadIdx, type IdxOptions } from './loadIdx.js';
export { mnist, type DownloadProgress, type MnistOptions } from './mnist.js';
export type { Source } from './source.js';
