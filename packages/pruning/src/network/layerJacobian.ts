import * as tf from '@tensorflow/tfjs';
import type { KernelLayer, TfjsActivation } from './kernelLayer.js';
import { outputsOf, withChanged } from './unitOutputs.js';

/** What a dense layer was given, and how what comes out depends on its sums. */
export interface DenseJacobian {
  /** The layer's inputs, shape [n, inputs]. */
  readonly inputs: tf.Tensor2D;
  /** The gradient of output j by the layer's sums z = x·W + b, for each j: shape [n, units]. */
  readonly slopes: readonly tf.Tensor2D[];
}

/**
 * Computes how the outputs of a network depend on the weights of a dense layer, row by row: ∂o_j/∂w_ab = x_a · ∂o_j/∂z_b.
 *
 * @param model whose outputs are looked at: the network, or its part up to some layer
 * @param x features [n, …]
 */
export function denseJacobian(
  model: tf.LayersModel,
  layer: KernelLayer,
  x: tf.Tensor,
): DenseJacobian {
  const before = tf.model({ inputs: model.inputs, outputs: layer.input as tf.SymbolicTensor });
  const inputs = before.apply(x, { training: false }) as tf.Tensor2D;
  const { activation } = layer;
  const product = tf.matMul(inputs, layer.kernel.read() as tf.Tensor2D);
  const z = layer.bias ? tf.add(product, layer.bias.read()) : product;
  const outputs = (sums: tf.Tensor) =>
    withChanged(
      layer,
      () => activate(activation, sums),
      () => outputsOf(model, x),
    );
  const count = outputs(z).shape[1];
  const slopes = Array.from({ length: count }, (_, j) =>
    tf.grad((sums: tf.Tensor) => tf.sum(tf.slice(outputs(sums), [0, j], [-1, 1])))(z),
  );
  return { inputs, slopes: slopes as tf.Tensor2D[] };
}

function activate(activation: TfjsActivation | null, z: tf.Tensor): tf.Tensor {
  return !activation || activation.getClassName() === 'linear' ? tf.mul(z, 1) : activation.apply(z);
}
