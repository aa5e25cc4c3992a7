import {
  checkInteger,
  checkOneOf,
  checkOptions,
  createRng,
  describe,
  type Rng,
  type Seed,
} from '@occam/core';
import { resolveAugment, type Augmenter } from './augmenter.js';
import { CALLBACK_POINTS, type Callback } from './callbacks.js';
import { resolveEarlyStopping, type EarlyStoppingConfig } from './earlyStopping.js';
import { FIT_OPTIONS, type EngineName, type FitOptions } from './fitOptions.js';
import { resolveObjective } from './objective.js';
import type { OptimizerConfig } from './optimizers/optimizerConfig.js';
import { resolveOptimizer } from './optimizers/resolveOptimizer.js';
import type { ObjectiveConfig } from './recipe.js';
import { checkSchedule, type LearningRateSchedule } from './schedules.js';

/** {@link FitOptions}, checked as far as that needs no data, with the defaults filled in. */
export interface FitSettings {
  /** How often all training rows are seen. */
  readonly epochs: number;
  /** How many rows a step sees. */
  readonly batchSize: number;
  /** How the weights follow the gradient. */
  readonly optimizer: OptimizerConfig & { learningRate: number };
  /** What is minimized. */
  readonly objective: ObjectiveConfig;
  /** When to stop before the last epoch. */
  readonly earlyStopping: EarlyStoppingConfig | undefined;
  /** Functions to call. */
  readonly callbacks: readonly Callback[];
  /** How the learning rate changes. */
  readonly schedule: LearningRateSchedule;
  /** Decides shuffling, masks and noise. */
  readonly rng: Rng;
  /** What `rng` was made from. */
  readonly seed: Seed;
  /** What varies the training rows. */
  readonly augmenters: readonly Augmenter[];
  /** How many workers vary batches ahead. */
  readonly augmentWorkers: number;
  /** Which engine trains. */
  readonly engine: EngineName;
  /** Ends training between two batches. */
  readonly signal: AbortSignal | undefined;
  /** Called after each epoch and about every 50 ms. */
  readonly onProgress: FitOptions['onProgress'];
}

/**
 * Fills in the defaults of {@link FitOptions} and checks them.
 *
 * @throws TypeError or RangeError if an option is unknown, of another type or out of range
 */
export function resolveFitOptions(options: FitOptions): FitSettings {
  checkOptions('fit', options, FIT_OPTIONS);
  const { epochs = 20, batchSize = 32, optimizer = 'adam', loss, objective = {} } = options;
  const { earlyStopping, callbacks = [], learningRateSchedule = { name: 'constant' } } = options;
  const { seed = 0, engine = 'auto', signal, onProgress, augment, augmentWorkers = 0 } = options;
  checkInteger('epochs', epochs, { min: 1 });
  checkInteger('batchSize', batchSize, { min: 1 });
  checkInteger('augmentWorkers', augmentWorkers, { min: 0 });
  checkSchedule(learningRateSchedule);
  checkOneOf('engine', engine, ['auto', 'fused', 'tfjs']);
  checkCallbacks(callbacks);
  if (onProgress !== undefined && typeof onProgress !== 'function') {
    throw new TypeError(`onProgress must be a function, not ${describe(onProgress)}`);
  }
  if (signal !== undefined && typeof signal?.throwIfAborted !== 'function') {
    throw new TypeError(`signal must be an AbortSignal, not ${describe(signal)}`);
  }
  return {
    epochs,
    batchSize,
    optimizer: resolveOptimizer(optimizer),
    objective: resolveObjective(loss === undefined ? objective : { ...objective, loss }),
    earlyStopping: earlyStopping && resolveEarlyStopping(earlyStopping),
    callbacks,
    schedule: learningRateSchedule,
    rng: createRng(seed),
    seed,
    augmenters: resolveAugment(augment),
    augmentWorkers,
    engine,
    signal,
    onProgress,
  };
}

function checkCallbacks(callbacks: unknown): void {
  if (!Array.isArray(callbacks)) {
    throw new TypeError(`callbacks must be a list of objects, not ${describe(callbacks)}`);
  }
  callbacks.forEach((callback: unknown, i) => {
    checkOptions(`callbacks[${i}]`, callback, CALLBACK_POINTS);
    for (const [point, value] of Object.entries(callback as Callback)) {
      if (value !== undefined && typeof value !== 'function') {
        throw new TypeError(`callbacks[${i}].${point} must be a function, not ${describe(value)}`);
      }
    }
  });
}
