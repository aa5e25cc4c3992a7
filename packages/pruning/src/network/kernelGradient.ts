import * as tf from '@tensorflow/tfjs';
import type { Values } from '../criterion.js';
import { readRows } from './dataRows.js';
import type { KernelLayer } from './kernelLayer.js';
import { plainLossOf } from './plainLoss.js';
import { sumOverRows } from './sums.js';
import { outputsOf } from './unitOutputs.js';

/**
 * Computes the gradient of the mean loss over all rows by a layer's kernel, at inference (no dropout, running statistics).
 *
 * @param owner who asks, for the message
 * @returns as many numbers as the kernel has
 * @throws TypeError or RangeError if data are missing or do not fit
 */
export function kernelGradient(
  owner: string,
  model: tf.LayersModel,
  layer: KernelLayer,
  x: Values | undefined,
  y: Values | undefined,
): Float64Array {
  const rows = readRows(owner, model, x, { targets: y });
  const loss = plainLossOf(model);
  const kernel = layer.kernel.read() as tf.Variable;
  const sums = sumOverRows(rows, kernel.size, (features, targets) =>
    gradientBy(kernel, () => loss(outputsOf(model, features), targets)),
  );
  return sums.map((sum) => sum / rows.size);
}

/** The gradient by one variable, also of a layer that is frozen. */
export function gradientBy(variable: tf.Variable, f: () => tf.Scalar): tf.Tensor {
  const { trainable } = variable;
  variable.trainable = true;
  try {
    return tf.variableGrads(f, [variable]).grads[variable.name]!;
  } finally {
    variable.trainable = trainable;
  }
}
