import type { NdArray, Seed } from '@occam/core';
import type { Rows } from './trainingData.js';

/** Rows that an {@link Augmenter} gives for a batch. */
export interface VariedRows {
  /** The features, shape [n, …]. */
  readonly x: NdArray;
  /** The targets: as they were, or soft ones [n, classes] where rows are mixed. */
  readonly y: NdArray;
}

/**
 * What varies training rows; validation and test rows never come to it. Registered under the kind 'augment' as a function of its
 * configuration, so that a recipe can name it.
 */
export interface Augmenter {
  /**
   * Adds or leaves out rows once, before the first epoch, as oversampling does. Absent: the rows stay.
   *
   * @param data the training rows, preprocessed
   */
  resample?(data: Rows, seed: Seed): Rows;
  /**
   * Varies rows: the result may depend on the seed, the epoch and each row's number, never on how batches are cut.
   *
   * @param data all training rows, preprocessed
   * @param rows the numbers of the rows wanted
   */
  vary(
    data: Rows,
    rows: Uint32Array,
    options: { readonly epoch: number; readonly seed: Seed },
  ): VariedRows;
}

/** Makes an augmenter from a recipe's configuration. */
export type AugmenterFactory = (config: Record<string, unknown>) => Augmenter;
