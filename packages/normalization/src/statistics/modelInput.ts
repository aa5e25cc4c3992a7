import { checkNdArray, type NdArray } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import { checkModel } from '../folding/modelGraph.js';

/**
 * Checks a model of one input and one output, and rows for it.
 *
 * @param owner the function that takes them, for messages
 * @throws TypeError or RangeError if the model is none or not built, or x is empty or of another shape
 */
export function checkInput(owner: string, model: tf.LayersModel, x: NdArray | tf.Tensor): void {
  checkModel(owner, model);
  if (model.inputs.length !== 1 || model.outputs.length !== 1) {
    throw new RangeError(
      `model of ${owner} must have one input and one output, not ${model.inputs.length} and ${model.outputs.length}`,
    );
  }
  checkArray('x', x);
  const expected = model.inputs[0]!.shape.slice(1);
  const row = x.shape.slice(1);
  const fits =
    expected.length === row.length && expected.every((size, i) => size === null || size === row[i]);
  if (!fits) {
    throw new RangeError(
      `x has rows of shape [${row.join(', ')}], but the model takes [${expected.map((n) => n ?? 'any').join(', ')}]`,
    );
  }
  if (x.shape[0] === 0) throw new RangeError('x must have at least one row, but it is empty');
}

/**
 * Checks that something is a tensor with rows, or an NdArray.
 *
 * @throws TypeError or RangeError if it is neither
 */
export function checkArray(name: string, value: unknown): asserts value is NdArray | tf.Tensor {
  if (value instanceof tf.Tensor) {
    if (value.rank === 0) throw new RangeError(`${name} must have rows, but it is a scalar`);
    return;
  }
  checkNdArray(name, value);
}

/** Copies some rows into a tensor. */
export function rowsOf(array: NdArray | tf.Tensor, start: number, rows: number): tf.Tensor {
  const shape = [rows, ...array.shape.slice(1)];
  if (array instanceof tf.Tensor) {
    return tf.slice(array, [start, ...shape.slice(1).map(() => 0)], shape);
  }
  const width = shape.slice(1).reduce((product, n) => product * n, 1);
  return tf.tensor(array.data.slice(start * width, (start + rows) * width), shape, 'float32');
}
