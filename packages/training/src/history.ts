import type { Logs } from './callbacks.js';

/** What was measured in each epoch; index e of every array belongs to epoch e, counted from 0. */
export interface History {
  /**
   * The plain loss on the training rows, the mean over the epoch's batches by their rows, in training mode (with
   * dropout, before each step, as in Keras), without penalties, smoothing, class or sample weights.
   */
  loss: number[];
  /** The same loss on the validation rows, after the epoch. */
  val_loss?: number[];
  /** The share of training rows whose class came out right, in training mode; for classification. */
  acc?: number[];
  /** The share of validation rows whose class came out right, after the epoch. */
  val_acc?: number[];
  /** What the optimizer minimized: the weighted, smoothed loss plus the penalties and terms. */
  objective: number[];
  /** The sum of all penalties and terms. */
  penalty: number[];
  /** The learning rate of the epoch's last step. */
  lr: number[];
  /** Any column that a callback added to the logs in `onEpochEnd`; NaN in epochs without it. */
  [column: string]: number[] | undefined;
}

/** A history of no epochs. */
export function emptyHistory(): History {
  return { loss: [], objective: [], penalty: [], lr: [] };
}

/** Adds an epoch's logs; every column stays as long as the number of epochs. */
export function appendLogs(history: History, logs: Logs): void {
  const epochs = history.loss.length;
  for (const column of new Set([...Object.keys(history), ...Object.keys(logs)])) {
    const values = (history[column] ??= Array.from({ length: epochs }, () => NaN));
    values.push(logs[column] ?? NaN);
  }
}
