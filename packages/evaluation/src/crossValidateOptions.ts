import { checkNumber, checkOptions, describe, type Seed } from '@occam/core';
import type { Dataset } from '@occam/datasets';
import type { Executor } from '@occam/execution';
import type { Splitter } from '@occam/split';
import type { Recipe, TrainOptions } from '@occam/training';
import type * as tf from '@tensorflow/tfjs';
import type { FoldResult } from './foldResult.js';
import type { Metric } from './metrics/metric.js';

/** How a cross-validation goes on. */
export type CrossValidationProgress =
  | {
      /** A fold starts. */
      readonly type: 'foldStart';
      /** Which fold, from 0. */
      readonly fold: number;
      /** How many folds there are. */
      readonly folds: number;
    }
  | {
      /** An epoch is finished. */
      readonly type: 'epoch';
      /** Which fold, from 0. */
      readonly fold: number;
      /** How many folds there are. */
      readonly folds: number;
      /** The epoch that is finished, from 0. */
      readonly epoch: number;
      /** How many epochs there will be at most. */
      readonly epochs: number;
      /** What was measured in the epoch. */
      readonly logs: Readonly<Record<string, number>>;
    }
  | {
      /** A fold is finished. */
      readonly type: 'foldEnd';
      /** Which fold, from 0. */
      readonly fold: number;
      /** How many folds there are. */
      readonly folds: number;
      /** What came of the fold. */
      readonly result: FoldResult;
    };

/** The options of `crossValidate`. */
export interface CrossValidateOptions {
  /** The rows, whose classification targets are class indices. */
  readonly data: Dataset;
  /** What to train in each fold; it or `model` must be given. */
  readonly recipe?: Recipe | undefined;
  /**
   * Builds what to train instead, a new network at each call, whose weights depend on the seed alone;
   * `crossValidate` disposes of it. Only where folds run in this process.
   */
  readonly model?: ((seed: number) => tf.LayersModel) | undefined;
  /** How to divide the rows. Default: `defaultSplitter` of the data and the seed. */
  readonly splitter?: Splitter | undefined;
  /**
   * What to score, by name; or functions `(targets, predictions) => number`, where folds run in this
   * process, which stand in the results under their own name. Default: accuracy and logLoss for classes,
   * rmse and r2 for numbers.
   */
  readonly metrics?: readonly Metric[] | undefined;
  /** Decides everything that chance does. Default 0. */
  readonly seed?: Seed | undefined;
  /** Where folds run. Default: `inlineExecutor()`, in this process, one after the other. */
  readonly executor?: Executor | undefined;
  /**
   * The share of each fold's training rows to hold out for validation and early stopping, above 0 and
   * below 1: stratified for classes, whole groups, the latest rows of a time series; never test rows.
   * Default: none are held out.
   */
  readonly validation?: number | undefined;
  /** What wins over the recipe's `fit`; `sampleWeight` has one weight for each row of the data. Default none. */
  readonly fit?: Omit<TrainOptions, 'validation' | 'seed' | 'signal' | 'onProgress'> | undefined;
  /** Called at the start and end of each fold and after each epoch. */
  readonly onProgress?: ((event: CrossValidationProgress) => void) | undefined;
  /** Stops the run, which then rejects with `signal.reason`. */
  readonly signal?: AbortSignal | undefined;
}

const OPTIONS = [
  'data',
  'recipe',
  'model',
  'splitter',
  'metrics',
  'seed',
  'executor',
  'validation',
  'fit',
  'onProgress',
  'signal',
] as const satisfies readonly (keyof CrossValidateOptions)[];

/**
 * Checks the options of `crossValidate` that can be checked without a split.
 *
 * @throws TypeError or RangeError naming the option, what was expected and what to do
 */
export function checkCrossValidateOptions(options: CrossValidateOptions): void {
  checkOptions('crossValidate', options, OPTIONS);
  const { data, recipe, model, executor, validation, fit = {} } = options;
  if (typeof data?.select !== 'function') {
    throw new TypeError(`data must be a Dataset, as createDataset makes, not ${describe(data)}`);
  }
  if (data.task === 'classification' && data.y.shape.length !== 1) {
    throw new RangeError(
      `the targets must be class indices of shape [n], not soft ones of shape [${data.y.shape.join(', ')}]: ` +
        'scores need to know the true class',
    );
  }
  if ((recipe === undefined) === (model === undefined)) {
    throw new TypeError(
      `crossValidate needs a recipe or a model, and not both: ${recipe ? 'both are' : 'neither is'} given`,
    );
  }
  if (model !== undefined && typeof model !== 'function') {
    throw new TypeError(`model must be a function that builds a network, not ${describe(model)}`);
  }
  if (executor !== undefined && typeof executor?.map !== 'function') {
    throw new TypeError(
      `executor must have a method map, as inlineExecutor(), not ${describe(executor)}`,
    );
  }
  if (validation !== undefined) checkNumber('validation', validation, { above: 0, below: 1 });
  for (const option of ['validation', 'seed', 'signal', 'onProgress']) {
    if (option in fit) {
      throw new TypeError(`fit.${option} is crossValidate's own to set: pass ${option} beside fit`);
    }
  }
  const weights = fit.sampleWeight;
  if (weights !== undefined && weights.length !== data.size) {
    throw new RangeError(
      `fit.sampleWeight must have a weight for each of the ${data.size} rows, not ${weights.length}`,
    );
  }
}
