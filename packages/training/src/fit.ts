import type * as tf from '@tensorflow/tfjs';
import type { FitOptions, FitResult, TrainingData } from './fitOptions.js';

/** Fits. */
export async function fit(
  _model: tf.LayersModel,
  _data: TrainingData,
  _options: FitOptions = {},
): Promise<FitResult> {
  throw new Error('not built yet');
}
