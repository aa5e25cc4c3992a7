import { describe } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import { checkModel } from '../folding/modelGraph.js';
import type { Scaler } from './scaler.js';

/** What {@link withPreprocessing} puts before a model: a fitted scaler, or whatever else becomes a layer. */
type LayerMaker = Pick<Scaler, 'toLayer'> & Partial<Pick<Scaler, 'columns'>>;

/**
 * Puts fitted scalers before a model, so that it takes raw rows: one model to save, to load and to predict with. Its layers
 * and weights are those of the model given.
 *
 * @param model takes what the scalers give; has one input
 * @param preprocess the scalers in the order in which rows pass them, as the `preprocess` of a training's result
 * @returns a model of raw rows, with the outputs of `model`
 * @throws TypeError if `model` is no model, or a step has no layer (only scalers do); RangeError if the model has several inputs, or
 *   takes other rows than the scalers give; Error if a scaler is not fitted
 *
 * @example
 * ```ts
 * import { ndarray } from '@occam/core';
 * import { StandardScaler, withPreprocessing } from '@occam/normalization';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] });
 * const scaler = new StandardScaler().fit(ndarray(new Float32Array([1, 2, 3, 5]), [2, 2]));
 * const complete = withPreprocessing(model, [scaler]);
 * ```
 */
export function withPreprocessing(
  model: tf.LayersModel,
  preprocess: readonly object[],
): tf.LayersModel {
  checkModel('withPreprocessing', model);
  if (!Array.isArray(preprocess)) {
    throw new TypeError(
      `withPreprocessing takes a list of scalers, as [scaler], not ${describe(preprocess)}`,
    );
  }
  const steps = preprocess.map((step) => {
    if (typeof (step as Partial<LayerMaker> | null)?.toLayer !== 'function') {
      throw new TypeError(
        `only scalers of @occam/normalization become layers, not ${describe(step)}: apply that step to the rows yourself`,
      );
    }
    return step as LayerMaker;
  });
  if (model.inputs.length !== 1) {
    throw new RangeError(
      `a model with one input is needed, but this one has ${model.inputs.length}`,
    );
  }
  const shape = model.inputs[0]!.shape.slice(1);
  const width = shape.reduce<number>((product, n) => product * (n ?? NaN), 1);
  const columns = steps[0]?.columns ?? width;
  // A scaler that gives fewer columns than it takes has rows of one axis.
  const input = tf.input({ shape: columns === width ? shape : [columns] });
  const inputShape = input.shape.slice(1);
  let rows: tf.SymbolicTensor = input;
  for (const step of steps) rows = step.toLayer({ inputShape }).apply(rows) as tf.SymbolicTensor;
  const given = rows.shape.slice(1);
  if (given.length !== shape.length || given.some((n, axis) => (shape[axis] ?? n) !== n)) {
    throw new RangeError(
      `the scalers give rows of shape [${given.join(', ')}], but the model takes [${shape.map((n) => n ?? 'any').join(', ')}]: ` +
        'take the scalers that the model was trained with',
    );
  }
  return tf.model({ inputs: input, outputs: model.apply(rows) as tf.SymbolicTensor });
}
