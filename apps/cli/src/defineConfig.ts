import type { Dataset, Task } from '@occam/datasets';
import type { ScaleName } from './scaleNames.js';
import type { SplitterName } from './splitterKinds.js';

/**
 * What a file `occam.config.ts`, `.js` or `.json` may hold: the long options of the command line in
 * camelCase. An option given on the command line wins. Commands ignore what is not theirs.
 */
export interface OccamConfig {
  /**
   * The data: a path from the folder of the config file (CSV, Parquet, JSON, NPZ, a folder of images by class,
   * or IDX or NPY beside `labels`), an http(s) address, 'digits', 'mnist' or 'fashion-mnist'; or a Dataset, or a
   * function that makes one.
   */
  readonly data?: string | Dataset | (() => Dataset | Promise<Dataset>) | undefined;
  /** The IDX or NPY file with the labels of the images or arrays in `data`. */
  readonly labels?: string | undefined;
  /** The array of features in an NPZ file. Default 'x'. */
  readonly features?: string | undefined;
  /** The column to predict: its name, or its index from 0; in an NPZ file the array (default 'y'). */
  readonly target?: string | number | undefined;
  /** What the target is. Default: told by its values, see `loadCsv` of `@occam/datasets`. */
  readonly task?: Task | undefined;
  /** The column that says when a row was observed; the data are then split in time order. */
  readonly time?: string | number | undefined;
  /** The column that says which rows belong together; they are then on one side of each split. */
  readonly groups?: string | number | undefined;
  /** How many earlier values of the target and of each other column are the features, at least 1. Default none. */
  readonly lags?: number | undefined;
  /** What becomes of rows that are the same: kept on one side of each split, or dropped. Default: nothing. */
  readonly dedupe?: 'group' | 'drop' | undefined;
  /** The Euclidean distance of features up to which rows count as the same, at least 0. Default 0: equal. */
  readonly distance?: number | undefined;
  /** The columns to leave out, such as row numbers. Default none. */
  readonly ignore?: readonly (string | number)[] | undefined;
  /** How many rows to take from the start, at least 1. Default: all; of 'digits', 1000. */
  readonly take?: number | undefined;
  /** What becomes of missing CSV cells. Default 'error'. */
  readonly missing?: 'error' | 'mean' | 'median' | 'mostFrequent' | number | undefined;
  /** What becomes of CSV columns of text. Default 'error'. */
  readonly categorical?: 'error' | 'oneHot' | 'integer' | undefined;
  /** The character between CSV cells. Default: told by the first line. */
  readonly delimiter?: string | undefined;
  /** Whether the first CSV row holds the names of the columns. Default: told by its cells. */
  readonly header?: boolean | undefined;
  /** What a flat row is as an image: height, width and channels. Default: of digits and mnist [28, 28, 1]. */
  readonly imageShape?: readonly number[] | undefined;
  /** The units of each hidden layer; an empty list is a linear model. Default [128]. */
  readonly hidden?: readonly number[] | undefined;
  /** The activation of the hidden layers, by tfjs' name. Default 'relu'. */
  readonly activation?: string | undefined;
  /** The share of a hidden layer's outputs that is dropped in training, 0 ≤ dropout < 1. Default 0. */
  readonly dropout?: number | undefined;
  /** The share of the hidden layers' weights that is dropped in training, 0 ≤ dropconnect < 1. Default 0. */
  readonly dropconnect?: number | undefined;
  /** The standard deviation of the normal noise on the features in training, at least 0. Default 0. */
  readonly noise?: number | undefined;
  /** The factor of Σ|w| in the objective, at least 0. Default 0. */
  readonly l1?: number | undefined;
  /** The factor of Σw² in the objective, at least 0. Default 0. */
  readonly l2?: number | undefined;
  /** The largest Euclidean norm of the weights into each hidden unit, above 0. Default: none. */
  readonly maxNorm?: number | undefined;
  /** Whether batch normalization stands before each hidden activation. Default false. */
  readonly batchNorm?: boolean | undefined;
  /** Whether layer normalization stands there instead. Default false. */
  readonly layerNorm?: boolean | undefined;
  /** How far class targets are moved towards the uniform ones, 0 ≤ labelSmoothing < 1. Default 0. */
  readonly labelSmoothing?: number | undefined;
  /**
   * How to scale the features, by what the training rows of each fold show: true standardizes them; or 'standard', 'min-max',
   * 'max-abs', 'robust', 'quantile', 'power', 'rows', 'pca', 'zca' or 'contrast'. Default false.
   */
  readonly scale?: boolean | ScaleName | undefined;
  /**
   * What varies the training rows: a preset ('digits', 'photos', 'table'), the path of a JSON file, a pipeline of
   * `@occam/augmentation`, or its JSON. Default: nothing does.
   */
  readonly augment?: string | object | undefined;
  /** What `occam augment` shows, as `augment`. Default: `augment`. */
  readonly pipeline?: string | object | undefined;
  /** The optimizer. Default 'adam'. */
  readonly optimizer?: string | undefined;
  /** The step size, above 0. Default: the optimizer's own. */
  readonly learningRate?: number | undefined;
  /** Decoupled decay of the weights, at least 0. Default: the optimizer's own (0; adamw 0.01, sgdw 0.0005). */
  readonly weightDecay?: number | undefined;
  /** How many rows one step of the optimizer sees, at least 1. Default 32. */
  readonly batchSize?: number | undefined;
  /** How often all training rows are seen, at least 1. Default 20. */
  readonly epochs?: number | undefined;
  /** The share of the training rows to hold out for validation, above 0 and below 1. Default: none; of `occam prune` 0.2. */
  readonly validation?: number | undefined;
  /** Stop after so many epochs without a better validation loss; needs `validation`. Default: never. */
  readonly patience?: number | undefined;
  /** 'balanced' weighs classes so that each counts alike. Default: all rows count alike. */
  readonly classWeight?: 'balanced' | undefined;
  /** A recipe as a JSON file instead of the options of the network and its training. */
  readonly recipe?: string | undefined;
  /** What says how much weights, units or inputs matter: a criterion of `@occam/pruning`, by name. Default: by what is pruned. */
  readonly criterion?: string | undefined;
  /** The options of the criterion. Default: its own. */
  readonly criterionOptions?: Readonly<Record<string, unknown>> | undefined;
  /** What `occam prune` prunes; `--target` on its command line. Default 'weights'. */
  readonly pruningTarget?: 'weights' | 'units' | 'inputs' | undefined;
  /** The share of what is left that goes each round, above 0 and below 1. Default 0.2. */
  readonly step?: number | undefined;
  /** A plan for the rounds, up to `sparsity`, instead of `step`. Default with `sparsity`: 'cubic'. */
  readonly schedule?: 'oneShot' | 'linear' | 'cubic' | 'polynomial' | undefined;
  /** The share that a schedule has pruned in the end, above 0 and below 1. */
  readonly sparsity?: number | undefined;
  /** How many rounds, at least 1. Default: of a schedule 10; else until pruning ends. */
  readonly rounds?: number | undefined;
  /** How many epochs it is trained after each round, at least 1. Default: as many as before. */
  readonly fineTune?: number | undefined;
  /** The largest validation error allowed, at least 0: 1 - accuracy, or the mean squared error. */
  readonly untilError?: number | undefined;
  /** How few parameters other than 0 are enough, at least 1. Default: none. */
  readonly untilParameters?: number | undefined;
  /** Which weights training starts from in each round; a number is those after that epoch. Default 'none', as they are. */
  readonly rewind?: 'none' | 'initial' | 'random' | number | undefined;
  /**
   * How `occam cv` and `occam split` split. Default: 'time' with times, else 'stratified' for classes and 'kfold'
   * for numbers; with groups 'group-time', 'stratified-group' and 'group'.
   */
  readonly splitter?: SplitterName | undefined;
  /** How many folds (of the random splitters: runs), at least 1. Default 10; of runs 100. */
  readonly folds?: number | undefined;
  /** How often 'repeated' splitters deal the rows, at least 1. Default 10. */
  readonly repeats?: number | undefined;
  /** How many rows or groups 'leave-p-out' or 'leave-p-groups-out' leaves out, at least 1. */
  readonly leave?: number | undefined;
  /** By how many quantile bins of a number to stratify, at least 2. Default: not at all. */
  readonly stratifyBins?: number | undefined;
  /** The test rows: below 1 a share, from 1 a count. Default 0.3; of a 'time' split, n / (folds + 1) rows. */
  readonly testSize?: number | undefined;
  /** How many rows to leave out between the training and test rows of a 'time' split. Default 0. */
  readonly gap?: number | undefined;
  /** The most training rows of a fold of a 'time' split, the latest ones, at least 1. Default: all. */
  readonly maxTrainSize?: number | undefined;
  /** What to score, by name. Default: accuracy and logLoss for classes, rmse and r2 for numbers. */
  readonly metrics?: readonly string[] | undefined;
  /** Decides everything that chance does: an integer or a text. Default 0. */
  readonly seed?: number | string | undefined;
  /** Where tfjs computes. Default 'auto', the fastest that runs here. */
  readonly backend?: 'auto' | 'wasm' | 'webgl' | 'webgpu' | 'cpu' | undefined;
  /** What `occam split` writes: the numbers of the rows, or the rows. Default 'rows'. */
  readonly write?: 'rows' | 'data' | undefined;
  /** How `occam split` writes it. Default 'csv'. */
  readonly format?: 'csv' | 'json' | 'parquet' | undefined;
  /** Whether the wasm backend gets Occam's own kernels. Default true. */
  readonly accelerate?: boolean | undefined;
  /** Which training engine runs. Default 'auto', the fastest that can train the network. */
  readonly engine?: 'auto' | 'tfjs' | 'fused' | undefined;
}

/**
 * Returns its argument, typed: write `export default defineConfig({ … })` in `occam.config.ts`, and the
 * editor knows the options.
 */
export function defineConfig(config: OccamConfig): OccamConfig {
  return config;
}
