import {
  parseColumn,
  parseImageShape,
  parseJson,
  parseNames,
  parseNumber,
  parseSeed,
  parseUnits,
} from './parseText.js';
import type { OccamConfig } from './defineConfig.js';
import { SCALE_NAMES } from './scaleNames.js';
import { SPLITTER_NAMES } from './splitterKinds.js';

/** The commands. */
export type CommandName = 'inspect' | 'augment' | 'train' | 'cv' | 'split' | 'prune' | 'features';

/** An option of the command line that a config file may hold as well. */
export interface OptionEntry {
  /** Its name in a config file; on the command line in kebab-case, unless `flags` says otherwise. */
  readonly key: keyof OccamConfig;
  /** How it is written on the command line. */
  readonly flags: string;
  /** One line of help, with the default. */
  readonly help: string;
  /** Under which heading of the help it stands. */
  readonly group: string;
  /** The commands that take it. */
  readonly commands: readonly CommandName[];
  /** Turns its text into a value; text that cannot be turned comes back as it is, for the checks to name. */
  readonly parse?: (text: string) => unknown;
}

const all = ['inspect', 'augment', 'train', 'cv', 'split', 'prune', 'features'] as const;
const fitting = ['train', 'cv', 'prune', 'features'] as const;
const splitting = ['inspect', 'cv', 'split'] as const;

const DATA = 'Data:';
const NETWORK = 'Network:';
const TRAINING = 'Training:';
const PRUNING = 'Pruning:';
const SPLITS = 'Splits and scores:';
const RUN = 'Run:';
/** The heading of the options that say what is written, and where. */
export const OUTPUT = 'Output:';

/** All options that a config file may hold, in the order of the help. */
export const OPTION_TABLE: readonly OptionEntry[] = [
  {
    key: 'data',
    flags: '--data <source>',
    help: "a file, a folder of images by class, an http(s) address, or built in: 'digits', 'mnist', 'fashion-mnist'",
    group: DATA,
    commands: all,
  },
  {
    key: 'labels',
    flags: '--labels <file>',
    help: 'the IDX or NPY file with the labels of the images or arrays',
    group: DATA,
    commands: all,
  },
  {
    key: 'features',
    flags: '--features <array>',
    help: 'the array of features in an NPZ file (default: x)',
    group: DATA,
    commands: all,
  },
  {
    key: 'target',
    flags: '--target <column>',
    help: 'the column to predict: a name, or an index from 0 (in an NPZ file, an array; default: y)',
    group: DATA,
    commands: ['inspect', 'train', 'cv', 'split', 'features'],
    parse: parseColumn,
  },
  {
    key: 'target',
    flags: '--predict <column>',
    help: 'the column to predict, the --target of other commands',
    group: DATA,
    commands: ['prune'],
    parse: parseColumn,
  },
  {
    key: 'task',
    flags: '--task <task>',
    help: 'classification or regression (default: told by the target)',
    group: DATA,
    commands: all,
  },
  {
    key: 'time',
    flags: '--time <column>',
    help: 'the column that says when a row was observed; splits then keep its order',
    group: DATA,
    commands: all,
    parse: parseColumn,
  },
  {
    key: 'groups',
    flags: '--groups <column>',
    help: 'the column that says which rows belong together; splits then keep them on one side',
    group: DATA,
    commands: all,
    parse: parseColumn,
  },
  {
    key: 'lags',
    flags: '--lags <n>',
    help: 'take the last n values of the target and of each other column as features (with --time)',
    group: DATA,
    commands: all,
    parse: parseNumber,
  },
  {
    key: 'dedupe',
    flags: '--dedupe <how>',
    help: 'rows that are the same: group keeps them on one side of each split, drop leaves them out',
    group: DATA,
    commands: splitting,
  },
  {
    key: 'distance',
    flags: '--distance <d>',
    help: 'how far apart the features of the same rows may be, Euclidean (default: 0, equal)',
    group: DATA,
    commands: ['inspect', 'cv', 'split'],
    parse: parseNumber,
  },
  {
    key: 'ignore',
    flags: '--ignore <columns>',
    help: 'the columns to leave out, such as row numbers, as id,name',
    group: DATA,
    commands: all,
    parse: (text) => parseNames(text).map(parseColumn),
  },
  {
    key: 'take',
    flags: '--take <n>',
    help: 'the first n rows (default: all; of digits 1000)',
    group: DATA,
    commands: all,
    parse: parseNumber,
  },
  {
    key: 'missing',
    flags: '--missing <how>',
    help: 'missing cells: error, mean, median, mostFrequent or a number (default: error)',
    group: DATA,
    commands: all,
    parse: parseNumber,
  },
  {
    key: 'categorical',
    flags: '--categorical <how>',
    help: 'columns of text: error, oneHot or integer (default: error)',
    group: DATA,
    commands: all,
  },
  {
    key: 'delimiter',
    flags: '--delimiter <character>',
    help: 'the character between CSV cells (default: told by the first line)',
    group: DATA,
    commands: all,
    parse: (text) => (text === '\\t' ? '\t' : text),
  },
  {
    key: 'header',
    flags: '--no-header',
    help: 'the first CSV row holds data, not names (default: told by its cells)',
    group: DATA,
    commands: all,
  },
  {
    key: 'imageShape',
    flags: '--image-shape <shape>',
    help: 'what a flat row is as an image: height, width and channels, as 28x28x1 (default: of digits and mnist that)',
    group: DATA,
    commands: ['inspect', 'augment', 'train', 'cv', 'prune', 'features'],
    parse: parseImageShape,
  },
  {
    key: 'hidden',
    flags: '--hidden <units>',
    help: "the units of each hidden layer, as 128 or 128,64, or 'none' (default: 128)",
    group: NETWORK,
    commands: fitting,
    parse: parseUnits,
  },
  {
    key: 'activation',
    flags: '--activation <name>',
    help: 'the activation of hidden layers (default: relu)',
    group: NETWORK,
    commands: fitting,
  },
  {
    key: 'dropout',
    flags: '--dropout <rate>',
    help: 'the share of hidden outputs dropped in training (default: 0)',
    group: NETWORK,
    commands: fitting,
    parse: parseNumber,
  },
  {
    key: 'dropconnect',
    flags: '--dropconnect <rate>',
    help: 'the share of hidden weights dropped in training, one mask for each batch (default: 0)',
    group: NETWORK,
    commands: fitting,
    parse: parseNumber,
  },
  {
    key: 'noise',
    flags: '--noise <deviation>',
    help: 'the standard deviation of normal noise on the features in training (default: 0)',
    group: NETWORK,
    commands: fitting,
    parse: parseNumber,
  },
  {
    key: 'batchNorm',
    flags: '--batch-norm',
    help: 'batch normalization before each hidden activation',
    group: NETWORK,
    commands: fitting,
  },
  {
    key: 'layerNorm',
    flags: '--layer-norm',
    help: 'layer normalization before each hidden activation',
    group: NETWORK,
    commands: fitting,
  },
  {
    key: 'l1',
    flags: '--l1 <factor>',
    help: 'the penalty factor of Σ|w| (default: 0)',
    group: NETWORK,
    commands: fitting,
    parse: parseNumber,
  },
  {
    key: 'l2',
    flags: '--l2 <factor>',
    help: 'the penalty factor of Σw² (default: 0)',
    group: NETWORK,
    commands: fitting,
    parse: parseNumber,
  },
  {
    key: 'maxNorm',
    flags: '--max-norm <norm>',
    help: 'the largest norm of the weights into each hidden unit (default: none)',
    group: NETWORK,
    commands: fitting,
    parse: parseNumber,
  },
  {
    key: 'recipe',
    flags: '--recipe <file>',
    help: 'a recipe as JSON, or the output of --json, instead of network and optimizer options',
    group: NETWORK,
    commands: fitting,
  },
  {
    key: 'scale',
    flags: '--scale [name]',
    help: `scale the features by the training rows: ${SCALE_NAMES.join(', ')} (default: standard)`,
    group: TRAINING,
    commands: fitting,
  },
  {
    key: 'augment',
    flags: '--augment <pipeline>',
    help: 'vary the training rows: a preset (digits, photos, table) or a JSON file (default: not at all)',
    group: TRAINING,
    commands: ['augment', 'train', 'cv'],
  },
  {
    key: 'pipeline',
    flags: '--pipeline <pipeline>',
    help: 'the same, to look at: a preset (digits, photos, table) or a JSON file (default: what --augment says)',
    group: TRAINING,
    commands: ['augment'],
  },
  {
    key: 'labelSmoothing',
    flags: '--label-smoothing <share>',
    help: 'how far targets are moved towards the uniform ones (default: 0)',
    group: TRAINING,
    commands: fitting,
    parse: parseNumber,
  },
  {
    key: 'optimizer',
    flags: '--optimizer <name>',
    help: 'sgd, momentum, nesterov, sgdw, rmsprop, adagrad, adam or adamw (default: adam)',
    group: TRAINING,
    commands: fitting,
  },
  {
    key: 'learningRate',
    flags: '--learning-rate <rate>',
    help: "the step size (default: the optimizer's own)",
    group: TRAINING,
    commands: fitting,
    parse: parseNumber,
  },
  {
    key: 'weightDecay',
    flags: '--weight-decay <factor>',
    help: "decoupled decay of the weights (default: the optimizer's own)",
    group: TRAINING,
    commands: fitting,
    parse: parseNumber,
  },
  {
    key: 'batchSize',
    flags: '--batch-size <rows>',
    help: 'the rows that one step sees (default: 32)',
    group: TRAINING,
    commands: fitting,
    parse: parseNumber,
  },
  {
    key: 'epochs',
    flags: '--epochs <n>',
    help: 'how often all training rows are seen (default: 20)',
    group: TRAINING,
    commands: fitting,
    parse: parseNumber,
  },
  {
    key: 'validation',
    flags: '--validation <share>',
    help: 'the share of the training rows to hold out for validation (default: none; of prune 0.2)',
    group: TRAINING,
    commands: fitting,
    parse: parseNumber,
  },
  {
    key: 'patience',
    flags: '--patience <epochs>',
    help: 'stop after so many epochs without a better validation loss, and keep the best weights',
    group: TRAINING,
    commands: fitting,
    parse: parseNumber,
  },
  {
    key: 'classWeight',
    flags: '--class-weight <how>',
    help: 'balanced: each class counts alike (default: each row counts alike)',
    group: TRAINING,
    commands: fitting,
  },
  {
    key: 'criterion',
    flags: '--criterion <name>',
    help: 'what says how much something matters (default: magnitude of weights, outgoingWeights of units, sensitivity of inputs)',
    group: PRUNING,
    commands: ['prune', 'features'],
  },
  {
    key: 'criterionOptions',
    flags: '--criterion-options <json>',
    help: `the criterion's options, as '{"of":"weights"}'`,
    group: PRUNING,
    commands: ['prune', 'features'],
    parse: parseJson,
  },
  {
    key: 'pruningTarget',
    flags: '--target <what>',
    help: 'what is pruned: weights, units or inputs (default: weights)',
    group: PRUNING,
    commands: ['prune'],
  },
  {
    key: 'step',
    flags: '--step <share>',
    help: 'the share of what is left that goes each round (default: 0.2)',
    group: PRUNING,
    commands: ['prune'],
    parse: parseNumber,
  },
  {
    key: 'schedule',
    flags: '--schedule <plan>',
    help: 'oneShot, linear, cubic or polynomial, up to --sparsity, instead of --step (default with --sparsity: cubic)',
    group: PRUNING,
    commands: ['prune'],
  },
  {
    key: 'sparsity',
    flags: '--sparsity <share>',
    help: 'the share that is pruned in the end',
    group: PRUNING,
    commands: ['prune'],
    parse: parseNumber,
  },
  {
    key: 'rounds',
    flags: '--rounds <n>',
    help: 'how many rounds: of a schedule (default: 10), or with --step at most (default: until it ends)',
    group: PRUNING,
    commands: ['prune'],
    parse: parseNumber,
  },
  {
    key: 'fineTune',
    flags: '--fine-tune <epochs>',
    help: 'how long it is trained after each round (default: as long as before)',
    group: PRUNING,
    commands: ['prune'],
    parse: parseNumber,
  },
  {
    key: 'untilError',
    flags: '--until-error <error>',
    help: 'the largest validation error allowed: 1 - accuracy, or the mean squared error (default: none of a schedule; else it ends where the error rises)',
    group: PRUNING,
    commands: ['prune'],
    parse: parseNumber,
  },
  {
    key: 'untilParameters',
    flags: '--until-parameters <n>',
    help: 'how few parameters other than 0 are enough (default: none)',
    group: PRUNING,
    commands: ['prune'],
    parse: parseNumber,
  },
  {
    key: 'rewind',
    flags: '--rewind <where>',
    help: 'none, or train each round from the initial weights, random ones or those after an epoch, as 2 (default: none)',
    group: PRUNING,
    commands: ['prune'],
    parse: parseNumber,
  },
  {
    key: 'splitter',
    flags: '--splitter <kind>',
    help: `${SPLITTER_NAMES.join(', ')} (default: by the task, --time and --groups)`,
    group: SPLITS,
    commands: splitting,
  },
  {
    key: 'folds',
    flags: '--folds <n>',
    help: 'how many folds, or runs of shuffle and bootstrap splitters (default: 10; of runs 100)',
    group: SPLITS,
    commands: splitting,
    parse: parseNumber,
  },
  {
    key: 'repeats',
    flags: '--repeats <n>',
    help: 'how often repeated splitters deal the rows (default: 10)',
    group: SPLITS,
    commands: splitting,
    parse: parseNumber,
  },
  {
    key: 'leave',
    flags: '--leave <n>',
    help: 'how many rows or groups leave-p-out or leave-p-groups-out leaves out',
    group: SPLITS,
    commands: splitting,
    parse: parseNumber,
  },
  {
    key: 'stratifyBins',
    flags: '--stratify-bins <n>',
    help: 'stratify a number by n quantile bins (default: not at all)',
    group: SPLITS,
    commands: splitting,
    parse: parseNumber,
  },
  {
    key: 'testSize',
    flags: '--test-size <size>',
    help: 'the test rows: below 1 a share, from 1 a count (default: 0.3; of time n / (folds + 1) rows)',
    group: SPLITS,
    commands: ['inspect', 'train', 'cv', 'split'],
    parse: parseNumber,
  },
  {
    key: 'gap',
    flags: '--gap <rows>',
    help: 'rows left out between training and test rows of a time split (default: 0)',
    group: SPLITS,
    commands: splitting,
    parse: parseNumber,
  },
  {
    key: 'maxTrainSize',
    flags: '--max-train-size <rows>',
    help: 'the most training rows of a fold of a time split (default: all)',
    group: SPLITS,
    commands: splitting,
    parse: parseNumber,
  },
  {
    key: 'metrics',
    flags: '--metrics <names>',
    help: 'what to score, as accuracy,logLoss (default: those, or rmse,r2 for regression)',
    group: SPLITS,
    commands: ['train', 'cv'],
    parse: parseNames,
  },
  {
    key: 'seed',
    flags: '--seed <seed>',
    help: 'decides everything that chance does: an integer or a text (default: 0)',
    group: RUN,
    commands: all,
    parse: parseSeed,
  },
  {
    key: 'backend',
    flags: '--backend <name>',
    help: 'where tfjs computes: auto, wasm or cpu (default: auto)',
    group: RUN,
    commands: fitting,
  },
  {
    key: 'accelerate',
    flags: '--no-accelerate',
    help: "leave the wasm backend with tfjs' own kernels",
    group: RUN,
    commands: fitting,
  },
  {
    key: 'engine',
    flags: '--engine <name>',
    help: 'which training engine runs: auto, tfjs or fused (default: auto)',
    group: RUN,
    commands: fitting,
  },
  {
    key: 'write',
    flags: '--write <what>',
    help: 'rows: a table of row numbers (from 0) and sides for each fold; data: the rows of each side (default: rows)',
    group: OUTPUT,
    commands: ['split'],
  },
  {
    key: 'format',
    flags: '--format <format>',
    help: 'csv, json or parquet (default: csv)',
    group: OUTPUT,
    commands: ['split'],
  },
];

/** How an option is called on the command line, as `--batch-size`, or `--no-header` where it can only be turned off. */
export function longFlag(key: string, command?: CommandName): string {
  const entries = OPTION_TABLE.filter((entry) => entry.key === key);
  const own = entries.find(({ commands }) => command && commands.includes(command)) ?? entries[0];
  return (
    own?.flags.split(' ')[0] ?? `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
  );
}
