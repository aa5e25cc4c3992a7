import type { NdArray } from '@occam/core';

/** What was measured: `loss`, `val_loss`, `acc`, … by name. */
export type Logs = Record<string, number>;

/** What a callback may see and change while a model is trained. */
export interface TrainingControl {
  /** The epoch that runs, counted from 0. */
  readonly epoch: number;
  /** How many epochs there will be at most. */
  readonly epochs: number;
  /** The step of the optimizer, counted from 0 over all epochs. */
  readonly step: number;
  /**
   * The learning rate of the next step, at least 0. Setting it while a schedule runs scales the rest of the
   * schedule alike.
   */
  learningRate: number;
  /** Ends training after this batch; the epoch is closed with its logs. */
  stop(reason?: string): void;
  /**
   * Copies all weights, in the order of `model.getWeights()`; where the optimizer averages weights, those that it trains, and
   * in `onTrainEnd` those that are left.
   */
  getWeights(): Promise<NdArray[]>;
  /**
   * Replaces all weights, in the order of `model.getWeights()`; averages of weights go on from what they are.
   *
   * @throws RangeError if the number of weights or a shape differs
   */
  setWeights(weights: readonly NdArray[]): void;
}

/** What is called at one point of training; training waits for the promise that it may return. */
export type CallbackFunction = (logs: Logs, control: TrainingControl) => void | Promise<void>;

/** Functions that are called while a model is trained. An error in one of them ends training and is passed on. */
export interface Callback {
  /** Before the first epoch; the logs are empty. */
  onTrainBegin?: CallbackFunction | undefined;
  /** Before each epoch; the logs are empty. */
  onEpochBegin?: CallbackFunction | undefined;
  /** After each step, with that batch's `loss`, `objective`, `penalty`, `acc` (reading them costs time). */
  onBatchEnd?: CallbackFunction | undefined;
  /** After each epoch, with its logs. */
  onEpochEnd?: CallbackFunction | undefined;
  /** After the last epoch and after the best weights are back, with the last epoch's logs; not after an error. */
  onTrainEnd?: CallbackFunction | undefined;
}

/** The points of training at which a {@link Callback} may be called. */
export const CALLBACK_POINTS = [
  'onTrainBegin',
  'onEpochBegin',
  'onBatchEnd',
  'onEpochEnd',
  'onTrainEnd',
] as const satisfies readonly (keyof Callback)[];
