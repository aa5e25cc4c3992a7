import type { FitResult, History } from '@occam/training';

/** What came of one fold; plain JSON, but for NaN where a metric is undefined. */
export interface FoldResult {
  /** The index of the fold, from 0. */
  readonly index: number;
  /** The scores on the rows that the network was fitted on, by metric. */
  readonly train: Readonly<Record<string, number>>;
  /** The scores on the fold's test rows, by metric. */
  readonly test: Readonly<Record<string, number>>;
  /** How many epochs were finished. */
  readonly epochs: number;
  /** The best epoch by early stopping's monitor, from 0; see `FitResult` of `@occam/training`. */
  readonly bestEpoch: number;
  /** Why training ended. */
  readonly stopReason: FitResult['stopReason'];
  /** What was measured in each epoch. */
  readonly history: History;
  /** How long the fold took, training and scoring, in seconds. */
  readonly seconds: number;
  /** How many rows the network was fitted on. */
  readonly trainSize: number;
  /** How many of the fold's training rows were held out for validation. */
  readonly validationSize: number;
  /** How many rows the network was tested on. */
  readonly testSize: number;
}
