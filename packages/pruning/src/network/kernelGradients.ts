import * as tf from '@tensorflow/tfjs';
import type { Values } from '../criterion.js';
import { readRows } from './dataRows.js';
import type { KernelLayer } from './kernelLayer.js';
import { plainLossOf } from './plainLoss.js';
import { sumOverRows } from './sums.js';
import { outputsOf } from './unitOutputs.js';

/**
 * Computes the gradient of the mean loss over all rows by the kernels of layers, at inference (no dropout, running statistics).
 *
 * @param owner who asks, for the message
 * @returns for each layer as many numbers as its kernel has
 * @throws TypeError or RangeError if data are missing or do not fit
 */
export function kernelGradients(
  owner: string,
  model: tf.LayersModel,
  layers: readonly KernelLayer[],
  x: Values | undefined,
  y: Values | undefined,
): Float64Array[] {
  const rows = readRows(owner, model, x, { targets: y });
  const loss = plainLossOf(model);
  const kernels = layers.map(({ kernel }) => kernel.read() as tf.Variable);
  const size = kernels.reduce((sum, kernel) => sum + kernel.size, 0);
  const sums = sumOverRows(rows, size, (features, targets) => {
    const gradients = gradientsBy(kernels, () => loss(outputsOf(model, features), targets));
    return tf.concat(gradients.map((gradient) => tf.reshape(gradient, [-1])));
  });
  let start = 0;
  return kernels.map((kernel) => {
    const own = sums.subarray(start, (start += kernel.size));
    return own.map((sum) => sum / rows.size);
  });
}

/** The gradients by variables, also of layers that are frozen. */
export function gradientsBy(variables: readonly tf.Variable[], f: () => tf.Scalar): tf.Tensor[] {
  const trainable = variables.map((variable) => variable.trainable);
  try {
    for (const variable of variables) variable.trainable = true;
    const { grads } = tf.variableGrads(f, [...variables]);
    return variables.map(({ name }) => grads[name]!);
  } finally {
    variables.forEach((variable, i) => (variable.trainable = trainable[i]!));
  }
}
