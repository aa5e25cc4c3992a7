import type { NdArray, Seed } from '@occam/core';
import type { Dataset, Task } from '@occam/datasets';
import type * as tf from '@tensorflow/tfjs';
import type { AugmentOption } from './augmenter.js';
import type { Callback, Logs } from './callbacks.js';
import type { EarlyStoppingOptions } from './earlyStopping.js';
import type { History } from './history.js';
import type { LossName } from './losses.js';
import type { OptimizerOptions } from './optimizers/optimizerConfig.js';
import type { ObjectiveOptions } from './objective.js';
import type { LearningRateSchedule } from './schedules.js';

/** Rows to train or validate on: a Dataset, or arrays or tensors. */
export type TrainingData =
  | Dataset
  | {
      /** The features, shape [n, …]. */
      x: NdArray | tf.Tensor;
      /**
       * The targets: class indices [n] or soft targets [n, classes]; for regression numbers [n] or [n, outputs].
       */
      y: NdArray | tf.Tensor;
      /** What the targets are. */
      task: Task;
      /**
       * The targets of the model's second output, shape [n, hints] ([n] for one hint), for a term of the objective that
       * trains it. Default: none.
       */
      hints?: NdArray | tf.Tensor | undefined;
    };

/** Which engine trains: 'auto' takes the fastest that can train the model. */
export type EngineName = 'auto' | 'fused' | 'tfjs';

/** How far training is. */
export interface FitProgress {
  /** The epoch that runs, counted from 0. */
  epoch: number;
  /** How many epochs there will be at most. */
  epochs: number;
  /** How many batches of the epoch are done. */
  batch: number;
  /** How many batches an epoch has. */
  batches: number;
  /** The logs of the epoch, once it is finished; within an epoch there are none. */
  logs?: Logs;
}

/** What {@link fit} takes. */
export interface FitOptions {
  /** How often all training rows are seen, at least 1. Default 20. */
  epochs?: number | undefined;
  /** How many rows one step of the optimizer sees, at least 1; the last batch may be smaller. Default 32. */
  batchSize?: number | undefined;
  /** The optimizer by name, or with its options. Default 'adam'. */
  optimizer?: OptimizerOptions | undefined;
  /** The loss; wins over `objective.loss`. Default: crossEntropy for classification, meanSquaredError for regression. */
  loss?: LossName | undefined;
  /** What else is minimized. Default: the loss alone. */
  objective?: ObjectiveOptions | undefined;
  /** Rows that are measured after each epoch and never trained on. Default: none. */
  validation?: TrainingData | undefined;
  /** When to stop before the last epoch. Default: never. */
  earlyStopping?: EarlyStoppingOptions | undefined;
  /** Functions to call while training. Default: none. */
  callbacks?: readonly Callback[] | undefined;
  /**
   * What varies the training rows, and never those of `validation`: a pipeline as `augment([…])` of @occam/augmentation makes one,
   * its JSON, or a list of them that work one after the other. Resampling is done once, before the first epoch; the variants
   * depend on the seed, the epoch and the row alone. `loss` and `acc` are then measured on the varied rows. Default: none.
   */
  augment?: AugmentOption | undefined;
  /**
   * How many workers vary batches ahead of the training, at least 0; the results are the same. An augmenter that cannot work
   * elsewhere, or one of several, works in this thread. Default 0.
   */
  augmentWorkers?: number | undefined;
  /**
   * The weight of each class in the objective (classes left out weigh 1), or 'balanced': n / (classes · rows of the
   * class), as in scikit-learn; soft targets weigh by their shares. Default: all 1.
   */
  classWeight?: Record<number, number> | 'balanced' | undefined;
  /** The weight of each training row in the objective, shape [n], at least 0. Default: all 1. */
  sampleWeight?: Float32Array | undefined;
  /** How the learning rate changes. Default: not at all. */
  learningRateSchedule?: LearningRateSchedule | undefined;
  /** Decides the shuffling, masks and noise. Default 0. */
  seed?: Seed | undefined;
  /** Which engine trains. Default 'auto'. */
  engine?: EngineName | undefined;
  /** Ends training between two batches; the promise rejects with `signal.reason`. Default: none. */
  signal?: AbortSignal | undefined;
  /** Called after each epoch with its logs, and within epochs about every 50 ms without. Default: none. */
  onProgress?: ((progress: FitProgress) => void) | undefined;
}

/** The names of all options of {@link fit}. */
export const FIT_OPTIONS = [
  'epochs',
  'batchSize',
  'optimizer',
  'loss',
  'objective',
  'validation',
  'augment',
  'augmentWorkers',
  'earlyStopping',
  'callbacks',
  'classWeight',
  'sampleWeight',
  'learningRateSchedule',
  'seed',
  'engine',
  'signal',
  'onProgress',
] as const satisfies readonly (keyof FitOptions)[];

/** What {@link fit} tells about a training that came to its end. */
export interface FitResult {
  /** What was measured in each epoch. */
  history: History;
  /** How many epochs were finished. */
  epochs: number;
  /**
   * The epoch, counted from 0, with the best value of early stopping's monitor (without early stopping: of `val_loss`,
   * or of `loss` without validation); −1 if no epoch was finished.
   */
  bestEpoch: number;
  /** Why training ended. */
  stopReason: 'epochs' | 'earlyStopping' | 'callback';
  /** What ended it in words, unless all epochs were used up. */
  stopMessage?: string;
  /** The engine that trained. */
  engine: Exclude<EngineName, 'auto'>;
  /** Why it was that one. */
  engineReason: string;
  /** How long training took, in seconds. */
  seconds: number;
}
