import {
  checkInteger,
  checkNumber,
  checkOneOf,
  checkOptions,
  describe,
  type Seed,
} from '@occam/core';
import type { Dataset } from '@occam/datasets';
import type { EngineName, FitOptions, Logs, Preprocessor, Recipe } from '@occam/training';
import type * as tf from '@tensorflow/tfjs';
import type { Criterion } from '../criterion.js';
import { checkBuilt } from '../network/checkBuilt.js';
import { createSchedule, type PruningStep, type Schedule } from './schedule.js';

/** When pruning ends. Whatever comes first. */
export interface PruningEnd {
  /**
   * The largest validation error that is allowed: pruning ends with the first round above it, and the smallest network within it is
   * kept. Default: none.
   */
  readonly error?: number | undefined;
  /**
   * How many rounds in a row may bring no validation error as low as the lowest; at least 1. Only without `error` and with a share as `step`. Default 1.
   */
  readonly patience?: number | undefined;
  /** How many rounds at most. Default: until nothing can be pruned. */
  readonly rounds?: number | undefined;
  /** Which number of parameters other than 0 is enough. Default: none. */
  readonly parameters?: number | undefined;
  /** Which number of multiplications by weights other than 0 is enough. Default: none. */
  readonly multiplications?: number | undefined;
  /** Which median latency for one row is enough, in milliseconds, measured on the current backend. Default: none. */
  readonly latency?: number | undefined;
}

/** Where the state of a run is kept, so that it can go on. */
export interface PruningStore {
  /** Reads what was written last; undefined: nothing was. */
  load(): Promise<string | undefined>;
  /** Keeps a text instead of what was kept before, whole or not at all. */
  save(state: string): Promise<void>;
}

/** How much of a layer is left. */
export interface LayerCount {
  /** How many weights or units it has still. */
  readonly remaining: number;
  /** How many it had. */
  readonly total: number;
}

/** Weights as they were after a number of epochs. */
export interface RewindEpoch {
  /** After how many epochs of training, at least 1. */
  readonly epoch: number;
}

/** One round: round 0 is the network before pruning. */
export interface PruningRound {
  /** Which round, from 0. */
  readonly round: number;
  /** How many weights, units or inputs there are still. */
  readonly remaining: number;
  /** How many there were. */
  readonly total: number;
  /** The same for each layer; '' stands for the inputs. */
  readonly layers: Readonly<Record<string, LayerCount>>;
  /** Parameters other than 0. */
  readonly parameters: number;
  /** Multiplications of one row by weights other than 0. */
  readonly multiplications: number;
  /** The validation error after fine-tuning: 1 − accuracy, or the mean squared error. */
  readonly error: number;
  /** The validation loss after fine-tuning: log loss, or the mean squared error. */
  readonly loss: number;
  /** How many epochs it was trained. */
  readonly epochs: number;
  /** How long the round took, in seconds. */
  readonly seconds: number;
}

/** How a pruning goes on. */
export type PruningProgress =
  | {
      /** An epoch of training or fine-tuning is finished. */
      readonly type: 'epoch';
      /** The round, from 0. */
      readonly round: number;
      /** The epoch, from 0. */
      readonly epoch: number;
      /** How many epochs there will be at most. */
      readonly epochs: number;
      /** What was measured. */
      readonly logs: Readonly<Logs>;
    }
  | {
      /** A round is finished, or was read from the store. */
      readonly type: 'round';
      /** What came of it. */
      readonly result: PruningRound;
      /** Whether it is the best one so far. */
      readonly best: boolean;
    };

/** What {@link prune} takes. */
export interface PruneOptions {
  /** What is trained first, then pruned and fine-tuned; or `model`. */
  readonly recipe?: Recipe | undefined;
  /** A trained network to prune, on data as it takes them; it stays as it is. Or `recipe`. */
  readonly model?: tf.LayersModel | undefined;
  /** The training rows; classes as indices. */
  readonly data: Dataset;
  /** Rows to validate on, or the share of the training rows to hold out for that (stratified for classes, whole groups, or the latest rows where there are times), above 0 and below 1. Default 0.2. */
  readonly validation?: Dataset | number | undefined;
  /** What says how much a weight, unit or input matters. */
  readonly criterion: Criterion;
  /** What is pruned. */
  readonly target: 'weights' | 'units' | 'inputs';
  /** How much each round. Default 0.2 of what is left. */
  readonly step?: PruningStep | undefined;
  /** When it ends. Default: with the first round that brings a higher validation error. */
  readonly until?: PruningEnd | undefined;
  /** The layers to prune, by name. Default: all with units; of units all but the output's. */
  readonly layers?: readonly string[] | undefined;
  /**
   * Whether each layer loses the same share, or the lowest scores of all layers go. Default 'global' for weights, 'layer' for units. Scores of units
   * are divided by their layer's Euclidean norm when layers are compared.
   */
  readonly scope?: 'layer' | 'global' | undefined;
  /** Which share of each layer must stay, 0 … 1; by layer name or for all. At least one unit or weight stays. Default 0. */
  readonly atLeast?: number | Readonly<Record<string, number>> | undefined;
  /** How it is trained after each round; what is given wins over the recipe. Default: the recipe's `fit`, or 5 epochs. */
  readonly fineTune?: Omit<FitOptions, 'validation' | 'seed' | 'signal' | 'onProgress'> | undefined;
  /**
   * Whether weights go back before fine-tuning: to their values before training ('initial') or after a number of epochs, which makes it the search for a
   * lottery ticket; or to random ones that are drawn anew each round ('random'), its control. Needs a recipe. Default 'none'.
   */
  readonly rewind?: 'none' | 'initial' | 'random' | RewindEpoch | undefined;
  /** How many training rows, drawn at random, the criterion sees, at least 1. Default 1000. */
  readonly scoreRows?: number | undefined;
  /** Decides everything that chance does. Default 0. */
  readonly seed?: Seed | undefined;
  /** Which engine trains and fine-tunes. Default 'auto'. */
  readonly engine?: EngineName | undefined;
  /**
   * Keeps finished rounds, and goes on from there, also further than a finished run went: `until.rounds`, `parameters`, `multiplications` and
   * `latency` may change from call to call. Default: nothing is kept.
   */
  readonly store?: PruningStore | undefined;
  /** Called after each epoch and round. */
  readonly onProgress?: ((progress: PruningProgress) => void) | undefined;
  /** Stops it, which then rejects with `signal.reason`; finished rounds are in the store. */
  readonly signal?: AbortSignal | undefined;
}

/** What came of a pruning. */
export interface PruneResult {
  /** The best network: the one with the lowest validation error, of equal ones the smallest; with `until.error` the smallest within it. */
  readonly model: tf.LayersModel;
  /** The trained network before anything was pruned, that of round 0, to compare with. */
  readonly before: tf.LayersModel;
  /** The round that `model` comes from. */
  readonly best: PruningRound;
  /** All rounds. */
  readonly rounds: readonly PruningRound[];
  /** Why it ended. */
  readonly stopReason:
    'error' | 'rounds' | 'parameters' | 'multiplications' | 'latency' | 'nothingLeft';
  /** The features that are left, as the network takes them, by index before pruning; all unless inputs were pruned. */
  readonly inputs: Uint32Array;
  /** The recipe's fitted preprocessing, before the features are selected; none with `model`. */
  readonly preprocess: readonly Preprocessor[];
  /** Frees the weights of both networks. */
  dispose(): void;
}

/** {@link PruneOptions} with all defaults. */
export interface PruneSettings extends PruneOptions {
  readonly validation: Dataset | number;
  readonly until: PruningEnd;
  readonly schedule: Schedule;
  readonly scope: 'layer' | 'global';
  readonly atLeast: number | Readonly<Record<string, number>>;
  readonly fineTune: NonNullable<PruneOptions['fineTune']>;
  readonly rewind: NonNullable<PruneOptions['rewind']>;
  readonly scoreRows: number;
  readonly seed: Seed;
}

const OPTIONS = [
  'recipe',
  'model',
  'data',
  'validation',
  'criterion',
  'target',
  'step',
  'until',
  'layers',
  'scope',
  'atLeast',
  'fineTune',
  'rewind',
  'scoreRows',
  'seed',
  'engine',
  'store',
  'onProgress',
  'signal',
] as const satisfies readonly (keyof PruneOptions)[];

const SCORES = { weights: 'scoreWeights', units: 'scoreUnits', inputs: 'scoreInputs' } as const;

/**
 * Checks the options and fills in the defaults.
 *
 * @throws TypeError or RangeError naming the option, what was expected and what to do
 */
export function readPruneOptions(options: PruneOptions): PruneSettings {
  checkOptions('prune', options, OPTIONS);
  const { recipe, model, data, validation = 0.2, criterion, target } = options;
  const { step = 0.2, until = {}, layers, atLeast = 0, fineTune = {} } = options;
  const { rewind = 'none', scoreRows = 1000, seed = 0 } = options;
  if ((recipe === undefined) === (model === undefined)) {
    throw new TypeError(
      `prune needs a recipe or a model, and not both: ${recipe ? 'both are' : 'neither is'} given`,
    );
  }
  if (model) checkBuilt('prune', model);
  if (recipe && (typeof recipe.model !== 'object' || !Array.isArray(recipe.preprocess))) {
    throw new TypeError(
      `recipe must be a recipe, as createRecipe() makes one, not ${describe(recipe)}`,
    );
  }
  for (const [name, rows] of [
    ['data', data],
    ['validation', validation],
  ] as const) {
    if (name === 'validation' && typeof rows === 'number') {
      checkNumber('validation', rows, { above: 0, below: 1 });
      continue;
    }
    if (typeof (rows as Dataset | undefined)?.select !== 'function') {
      throw new TypeError(
        `${name} must be a Dataset, as createDataset makes, not ${describe(rows)}`,
      );
    }
    const { task, y } = rows as Dataset;
    if (task === 'classification' && y.shape.length !== 1) {
      throw new RangeError(`the targets of ${name} must be class indices [n], not soft ones`);
    }
  }
  if (typeof validation === 'object') checkSameRows(data, validation);
  checkOneOf('target', target, ['weights', 'units', 'inputs']);
  if (typeof criterion?.className !== 'string') {
    throw new TypeError(
      `criterion must be a criterion, as magnitude(), not ${describe(criterion)}`,
    );
  }
  if (typeof criterion[SCORES[target]] !== 'function') {
    throw new RangeError(
      `the criterion ${criterion.className} does not score ${target}: it has no ${SCORES[target]}`,
    );
  }
  const { scope = target === 'weights' ? 'global' : 'layer' } = options;
  checkOneOf('scope', scope, ['layer', 'global']);
  if (layers !== undefined && !Array.isArray(layers)) {
    throw new TypeError(`layers must be a list of names, not ${describe(layers)}`);
  }
  if (layers?.length === 0) {
    throw new RangeError('layers is empty: name those to prune, or leave it out to prune all');
  }
  if (target === 'inputs' && data.x.shape.length !== 2) {
    throw new RangeError(
      `target 'inputs' takes features out of flat rows, [n, features], not out of rows of shape ` +
        `[${data.x.shape.slice(1).join(', ')}]: flatten them first, or prune units`,
    );
  }
  if (layers !== undefined && target === 'inputs') {
    throw new RangeError('layers is for weights and units: inputs belong to no layer');
  }
  checkShares(atLeast);
  checkUntil(until);
  checkRun(options);
  if (typeof fineTune !== 'object' || fineTune === null) {
    throw new TypeError(`fineTune must be options of fit, not ${describe(fineTune)}`);
  }
  for (const own of ['validation', 'seed', 'signal', 'onProgress']) {
    if (own in fineTune) {
      throw new TypeError(`fineTune.${own} is prune's own to set: pass ${own} beside fineTune`);
    }
  }
  checkRewind(rewind, recipe);
  if (
    recipe &&
    recipe.augment.length > 0 &&
    (target === 'inputs' || recipe.preprocess.length > 0)
  ) {
    throw new RangeError(
      "prune varies rows by the recipe's augment as the network takes them: leave it out of a recipe that preprocesses, and where inputs are taken out",
    );
  }
  checkInteger('scoreRows', scoreRows, { min: 1 });
  return {
    ...options,
    validation,
    until,
    schedule: createSchedule(step),
    scope,
    atLeast,
    fineTune,
    rewind,
    scoreRows,
    seed,
  };
}

/** Validation rows must be of the kind of the training rows. */
function checkSameRows(data: Dataset, validation: Dataset): void {
  const rows = ({ x }: Dataset) => `[${x.shape.slice(1).join(', ')}]`;
  if (data.task !== validation.task) {
    throw new RangeError(
      `validation must be of the task of data, ${data.task}, not of ${validation.task}`,
    );
  }
  if (rows(data) !== rows(validation)) {
    throw new RangeError(
      `validation must have rows of shape ${rows(data)} as data has, not ${rows(validation)}`,
    );
  }
}

function checkRun({ store, onProgress, signal }: PruneOptions): void {
  if (
    store !== undefined &&
    (typeof store?.load !== 'function' || typeof store.save !== 'function')
  ) {
    throw new TypeError(
      `store must be an object with the functions load and save, not ${describe(store)}`,
    );
  }
  if (onProgress !== undefined && typeof onProgress !== 'function') {
    throw new TypeError(`onProgress must be a function, not ${describe(onProgress)}`);
  }
  if (signal !== undefined && typeof signal?.throwIfAborted !== 'function') {
    throw new TypeError(
      `signal must be an AbortSignal, as new AbortController().signal is, not ${describe(signal)}`,
    );
  }
}

function checkShares(atLeast: NonNullable<PruneOptions['atLeast']>): void {
  if (typeof atLeast === 'number') return checkNumber('atLeast', atLeast, { min: 0, max: 1 });
  if (typeof atLeast !== 'object' || atLeast === null) {
    throw new TypeError(
      `atLeast must be a share or shares by layer name, not ${describe(atLeast)}`,
    );
  }
  for (const [name, share] of Object.entries(atLeast)) {
    checkNumber(`atLeast['${name}']`, share, { min: 0, max: 1 });
  }
}

function checkUntil(until: PruningEnd): void {
  const names = [
    'error',
    'patience',
    'rounds',
    'parameters',
    'multiplications',
    'latency',
  ] as const;
  checkOptions('until', until, names);
  const { error, patience, rounds, ...others } = until;
  if (error !== undefined) checkNumber('until.error', error, { min: 0 });
  if (patience !== undefined) checkInteger('until.patience', patience, { min: 1 });
  if (rounds !== undefined) checkInteger('until.rounds', rounds, { min: 0 });
  for (const [name, value] of Object.entries(others)) {
    if (value !== undefined) checkNumber(`until.${name}`, value, { above: 0 });
  }
}

function checkRewind(
  rewind: NonNullable<PruneOptions['rewind']>,
  recipe: Recipe | undefined,
): void {
  if (typeof rewind === 'object' && rewind !== null) {
    checkOptions('rewind', rewind, ['epoch']);
    checkInteger('rewind.epoch', rewind.epoch, { min: 1 });
  } else checkOneOf('rewind', rewind, ['none', 'initial', 'random']);
  if (rewind !== 'none' && recipe === undefined) {
    throw new RangeError(
      'rewind goes back to how training began, which prune knows of a recipe alone, not of a model',
    );
  }
}
