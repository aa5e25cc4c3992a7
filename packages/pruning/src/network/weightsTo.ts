import * as tf from '@tensorflow/tfjs';
import type { KernelLayer } from './kernelLayer.js';

/**
 * The weights that lead from units into a layer, shape [positions, units, outputs]: a dense layer behind a flattened map has as
 * many positions as the map, a convolution as its kernel.
 *
 * @param units how many units feed the layer
 */
export function weightsTo(layer: KernelLayer, units: number): tf.Tensor3D {
  return tf.reshape(layer.kernel.read(), [-1, units, layer.kernel.shape.at(-1)!]);
}

/**
 * Checks that a layer is dense: what weights its inputs one by one, so that y_i · w_ij is what unit i adds to unit j.
 *
 * @throws RangeError if it is not
 */
export function checkDense(owner: string, layer: KernelLayer): void {
  if (layer.getClassName() === 'Dense' || layer.getClassName() === 'OccamDropConnect') return;
  throw new RangeError(
    `${owner} needs a dense layer behind the units, but '${layer.name}' is a ${layer.getClassName()}: ` +
      'magnitude, taylor or activationVariance score filters',
  );
}
