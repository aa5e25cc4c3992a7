import type { NdArray } from '@occam/core';
import type * as tf from '@tensorflow/tfjs';
import type { FitOptions, FitResult, TrainingData } from './fitOptions.js';
import type { Preprocessor } from './preprocessor.js';
import type { Recipe } from './recipe.js';

/** What {@link train} takes: whatever is given wins over the recipe. */
export type TrainOptions = FitOptions;

/** A trained network with everything needed to use it. */
export interface TrainResult extends FitResult {
  /** The network: an ordinary tfjs model. */
  model: tf.LayersModel;
  /** The recipe as it was used, with the options of the call. */
  recipe: Recipe;
  /** The steps that change raw features, fitted on the training rows. */
  preprocess: Preprocessor[];
  /**
   * Predicts for raw features, shape [n, …].
   *
   * @returns class probabilities [n, classes] ([n, 2] for two classes), or numbers [n] (or [n, outputs])
   */
  predict(x: NdArray): Promise<NdArray>;
  /** Frees the network's weights. */
  dispose(): void;
}

/** Trains. */
export async function train(
  _recipe: Recipe,
  _data: TrainingData,
  _options: TrainOptions = {},
): Promise<TrainResult> {
  throw new Error('not built yet');
}
