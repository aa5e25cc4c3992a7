import type { TermBatch } from '@occam/backend';
import { checkInteger, describe } from '@occam/core';
import * as tf from '@tensorflow/tfjs';

/**
 * What the model predicts, in inference mode: hints by virtual examples compare predictions, and noise would compare itself.
 *
 * @returns the first output, shape [n, units]
 */
export function predicted(model: tf.LayersModel, x: tf.Tensor): tf.Tensor2D {
  const outputs = model.apply(x, { training: false }) as tf.Tensor | tf.Tensor[];
  const first = Array.isArray(outputs) ? outputs[0]! : outputs;
  return tf.reshape(first, [x.shape[0]!, -1]);
}

/** Changes features row by row: flattens them to [n, features], and gives them their shape back. */
export function changeFeatures(
  { x }: Pick<TermBatch, 'x'>,
  change: (rows: tf.Tensor2D) => tf.Tensor,
): tf.Tensor {
  return tf.reshape(change(tf.reshape(x, [x.shape[0]!, -1])), x.shape);
}

/** How many features a model takes; NaN if that is not fixed. */
export function featureCount(model: tf.LayersModel): number {
  return model.inputs[0]!.shape.slice(1).reduce<number>((product, n) => product * (n ?? NaN), 1);
}

/**
 * Checks a list of indices of features.
 *
 * @throws TypeError or RangeError if it is no list of different whole numbers from 0 below the count
 */
export function checkFeatureIndices(name: string, value: unknown, count: number): void {
  if (!Array.isArray(value)) {
    throw new TypeError(`${name} must be a list of indices of features, not ${describe(value)}`);
  }
  value.forEach((index, i) =>
    checkInteger(
      `${name}[${i}]`,
      index,
      Number.isNaN(count) ? { min: 0 } : { min: 0, below: count },
    ),
  );
  if (new Set(value).size !== value.length) {
    throw new RangeError(`${name} must hold each feature once`);
  }
}
