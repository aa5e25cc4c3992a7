import type { NdArray } from '@occam/core';
import type * as tf from '@tensorflow/tfjs';
import type { LossName } from './losses.js';

/** What {@link predict} takes. */
export interface PredictOptions {
  /** How many rows go through the network at once, at least 1. Default 256. */
  batchSize?: number | undefined;
  /**
   * The loss that the network was trained for, which says what its outputs are. Default: the loss of the last
   * {@link fit} of this model; for a model that was never fitted, what its last activation says: softmax and one
   * sigmoid unit are classes, everything else numbers.
   */
  loss?: LossName | undefined;
}

/** Predicts. */
export async function predict(
  _model: tf.LayersModel,
  _x: NdArray,
  _options: PredictOptions = {},
): Promise<NdArray> {
  throw new Error('not built yet');
}
