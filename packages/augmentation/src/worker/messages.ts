import type { NdArray, Seed } from '@occam/core';
import type { TrainingRows } from '../transform.js';

/** The first message to a worker: what it varies, and how. */
export interface StartMessage {
  /** The JSON of the pipeline. */
  readonly pipeline: object;
  /** All training rows; where memory can be shared, their buffers are. */
  readonly data: TrainingRows;
  /** The seed of the training. */
  readonly seed: Seed;
}

/** Asks a worker for a batch. */
export interface VaryMessage {
  /** Comes back with the answer. */
  readonly id: number;
  /** The numbers of the rows. */
  readonly rows: Uint32Array;
  /** The epoch. */
  readonly epoch: number;
}

/** What a worker says: that it is ready, that it cannot start, or a batch or its error. */
export type Answer =
  | { readonly kind: 'ready' }
  | { readonly kind: 'unable'; readonly message: string }
  | {
      readonly kind: 'varied';
      /** That of the question. */
      readonly id: number;
      /** The varied rows. */
      readonly x: NdArray;
      /** Their targets. */
      readonly y: NdArray | undefined;
    }
  | {
      readonly kind: 'failed';
      /** That of the question. */
      readonly id: number;
      /** What was thrown. */
      readonly error: unknown;
    };
