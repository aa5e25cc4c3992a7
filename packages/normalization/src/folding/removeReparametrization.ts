import * as tf from '@tensorflow/tfjs';
import { KernelWrapper } from '../weights/kernelWrapper.js';
import { checkModel } from './modelGraph.js';
import { rebuildModel } from './rebuildModel.js';
import { withoutConstraints } from './withoutConstraints.js';

/**
 * Makes a model of plain layers that computes the same: each wrapper ({@link weightNormalization},
 * {@link spectralNormalization}, {@link weightStandardization}) becomes the layer inside it, with the kernels that it computes
 * at inference as weights.
 *
 *     layer(x, f(W, …))  →  layer(x, Ŵ),  Ŵ = f(W, …)
 *
 * The model given stays as it is. The new one is not compiled; its layers have the names of the wrappers, and those that were inside
 * one have no constraints, which could change Ŵ. A wrapper inside another layer, as in timeDistributed, stays.
 *
 * @returns a new model, also where nothing is to be removed
 * @throws TypeError if it is no model, RangeError if the model is not built yet
 *
 * @example
 * ```ts
 * import { removeReparametrization, weightNormalization } from '@occam/normalization';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const layer = weightNormalization({ layer: tf.layers.dense({ units: 3 }), inputShape: [4] });
 * const plain = removeReparametrization(tf.sequential({ layers: [layer] }));
 * console.log(plain.layers[0]!.getClassName()); // Dense
 * ```
 */
export function removeReparametrization(model: tf.LayersModel): tf.LayersModel {
  checkModel('removeReparametrization', model);
  let plain: tf.LayersModel | undefined;
  tf.tidy(() => {
    plain = rebuildModel(model, (wrapper) => {
      if (!(wrapper instanceof KernelWrapper)) return undefined;
      const { layer, kernels, name, trainable } = wrapper;
      const weights = layer.weights.map((weight) => {
        const kernel = kernels.find(({ variable }) => variable === weight);
        return kernel ? wrapper.effectiveKernel(kernel, false) : weight.read();
      });
      const config = { ...withoutConstraints(layer.getConfig()), name, trainable };
      return { like: layer, config, weights };
    });
  });
  return plain!;
}
