export { KFold, type KFoldOptions } from './kFold.js';
export { StratifiedKFold, type StratifiedKFoldOptions } from './stratifiedKFold.js';
export { ShuffleSplit, type ShuffleSplitOptions } from './shuffleSplit.js';
export { TimeSeriesSplit, type TimeSeriesSplitOptions } from './timeSeriesSplit.js';
export { trainTestSplit, type TrainTestSplitOptions } from './trainTestSplit.js';
export {
  trainValidationTestSplit,
  type TrainValidationTest,
  type TrainValidationTestSplitOptions,
} from './trainValidationTestSplit.js';
export type { HoldOutOptions } from './holdOut.js';
export type { Fold, SplitContext, Splitter, SplitterConfig } from './splitter.js';
export { findDuplicates, type FindDuplicatesOptions } from './leakage/findDuplicates.js';
export { findLeakage, type FindLeakageOptions, type Leakage } from './leakage/findLeakage.js';
export {
  groupsFromDuplicates,
  type GroupsFromDuplicatesOptions,
} from './leakage/groupsFromDuplicates.js';
export { dropDuplicates } from './leakage/dropDuplicates.js';
export type { Duplicates } from './leakage/duplicates.js';
export type { DuplicateSearchOptions } from './leakage/searchOptions.js';
export type { SearchControl } from './leakage/pacer.js';
export {
  findSuspiciousColumns,
  type SuspiciousColumn,
  type SuspiciousColumnsOptions,
} from './leakage/findSuspiciousColumns.js';
