/** The options of a splitter that the command line has. */
export type SplitterOption =
  'folds' | 'repeats' | 'leave' | 'testSize' | 'gap' | 'maxTrainSize' | 'stratifyBins';

/** A splitter as the command line knows it. */
export interface SplitterKind {
  /** Its class in `@occam/split`. */
  readonly className: Exclude<
    keyof typeof import('@occam/split'),
    | 'trainTestSplit'
    | 'trainValidationTestSplit'
    | 'quantileBins'
    | `find${string}`
    | `groups${string}`
    | `drop${string}`
  >;
  /** Which options it takes, each with its name in the class. */
  readonly takes: Readonly<Partial<Record<SplitterOption, string>>>;
  /** Whether chance is at work: always, or where `shuffle` is true, which we make it. */
  readonly random: 'never' | 'always' | 'shuffle';
  /** Whether it keeps groups whole. */
  readonly keepsGroups: boolean;
  /** Whether it trains on the past only. */
  readonly keepsTime: boolean;
  /** Whether it needs classes, or the bins of a number. */
  readonly stratifies: boolean;
}

const plain = {
  random: 'shuffle',
  keepsGroups: false,
  keepsTime: false,
  stratifies: false,
} as const;
const folds = { folds: 'nSplits' } as const;
const bins = { stratifyBins: 'bins' } as const;
const sizes = { testSize: 'testSize' } as const;
const repeats = { repeats: 'nRepeats' } as const;

/** All splitters by their names on the command line. */
export const SPLITTER_KINDS = {
  kfold: { ...plain, className: 'KFold', takes: folds },
  stratified: {
    ...plain,
    className: 'StratifiedKFold',
    takes: { ...folds, ...bins },
    stratifies: true,
  },
  repeated: {
    ...plain,
    className: 'RepeatedKFold',
    takes: { ...folds, ...repeats },
    random: 'always',
  },
  'repeated-stratified': {
    ...plain,
    className: 'RepeatedStratifiedKFold',
    takes: { ...folds, ...repeats, ...bins },
    random: 'always',
    stratifies: true,
  },
  group: { ...plain, className: 'GroupKFold', takes: folds, keepsGroups: true },
  'stratified-group': {
    ...plain,
    className: 'StratifiedGroupKFold',
    takes: { ...folds, ...bins },
    keepsGroups: true,
    stratifies: true,
  },
  shuffle: { ...plain, className: 'ShuffleSplit', takes: { ...folds, ...sizes }, random: 'always' },
  'stratified-shuffle': {
    ...plain,
    className: 'StratifiedShuffleSplit',
    takes: { ...folds, ...sizes, ...bins },
    random: 'always',
    stratifies: true,
  },
  'group-shuffle': {
    ...plain,
    className: 'GroupShuffleSplit',
    takes: { ...folds, ...sizes },
    random: 'always',
    keepsGroups: true,
  },
  bootstrap: { ...plain, className: 'BootstrapSplit', takes: folds, random: 'always' },
  'leave-one-out': { ...plain, className: 'LeaveOneOut', takes: {}, random: 'never' },
  'leave-p-out': { ...plain, className: 'LeavePOut', takes: { leave: 'p' }, random: 'never' },
  'leave-one-group-out': {
    ...plain,
    className: 'LeaveOneGroupOut',
    takes: {},
    random: 'never',
    keepsGroups: true,
  },
  'leave-p-groups-out': {
    ...plain,
    className: 'LeavePGroupsOut',
    takes: { leave: 'nGroups' },
    random: 'never',
    keepsGroups: true,
  },
  predefined: {
    ...plain,
    className: 'PredefinedSplit',
    takes: {},
    random: 'never',
    keepsGroups: true,
    keepsTime: true,
  },
  time: {
    ...plain,
    className: 'TimeSeriesSplit',
    takes: { ...folds, ...sizes, gap: 'gap', maxTrainSize: 'maxTrainSize' },
    random: 'never',
    keepsTime: true,
  },
  'group-time': {
    ...plain,
    className: 'GroupTimeSeriesSplit',
    takes: { ...folds, ...sizes, gap: 'gap', maxTrainSize: 'maxTrainSize' },
    random: 'never',
    keepsGroups: true,
    keepsTime: true,
  },
} as const satisfies Readonly<Record<string, SplitterKind>>;

/** The name of a splitter on the command line. */
export type SplitterName = keyof typeof SPLITTER_KINDS;

/** All names, in the order of the help. */
export const SPLITTER_NAMES = Object.keys(SPLITTER_KINDS) as SplitterName[];
