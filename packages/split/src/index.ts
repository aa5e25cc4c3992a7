export { KFold, type KFoldOptions } from './kFold.js';
export { StratifiedKFold, type StratifiedKFoldOptions } from './stratifiedKFold.js';
export { ShuffleSplit, type ShuffleSplitOptions } from './shuffleSplit.js';
export { TimeSeriesSplit, type TimeSeriesSplitOptions } from './timeSeriesSplit.js';
export { RepeatedKFold, type RepeatedKFoldOptions } from './repeatedKFold.js';
export {
  RepeatedStratifiedKFold,
  type RepeatedStratifiedKFoldOptions,
} from './repeatedStratifiedKFold.js';
export { GroupKFold, type GroupKFoldOptions } from './groupKFold.js';
export { StratifiedGroupKFold, type StratifiedGroupKFoldOptions } from './stratifiedGroupKFold.js';
export { LeaveOneOut } from './leaveOneOut.js';
export { LeavePOut, type LeavePOutOptions } from './leavePOut.js';
export { LeaveOneGroupOut } from './leaveOneGroupOut.js';
export { LeavePGroupsOut, type LeavePGroupsOutOptions } from './leavePGroupsOut.js';
export {
  StratifiedShuffleSplit,
  type StratifiedShuffleSplitOptions,
} from './stratifiedShuffleSplit.js';
export { GroupShuffleSplit, type GroupShuffleSplitOptions } from './groupShuffleSplit.js';
export { PredefinedSplit, type PredefinedSplitOptions } from './predefinedSplit.js';
export { BootstrapSplit, type BootstrapSplitOptions } from './bootstrapSplit.js';
export { GroupTimeSeriesSplit, type GroupTimeSeriesSplitOptions } from './groupTimeSeriesSplit.js';
export { quantileBins, type QuantileBinsOptions } from './quantileBins.js';
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
