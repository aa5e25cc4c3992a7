import * as tf from '@tensorflow/tfjs';
import { isModel } from '../folding/modelGraph.js';

/** Lists the layers of a model and of the models inside it that compute something, in order; each once. */
export function computingLayers(model: tf.LayersModel): tf.layers.Layer[] {
  const found = new Set<tf.layers.Layer>();
  for (const layer of model.layers) {
    const inside = isModel(layer) ? computingLayers(layer) : [layer];
    for (const one of inside) if (one.getClassName() !== 'InputLayer') found.add(one);
  }
  return [...found];
}

/**
 * Runs something while each call of a layer hands on what `change` makes of its output; layers that return several tensors
 * are not watched. Afterwards the layers are as before, whatever happens.
 */
export function watchLayers<T>(
  layers: readonly tf.layers.Layer[],
  change: (layer: tf.layers.Layer, output: tf.Tensor) => tf.Tensor,
  work: () => T,
): T {
  const own = layers.map((layer) => Object.getOwnPropertyDescriptor(layer, 'call'));
  for (const layer of layers) {
    const call = layer.call.bind(layer);
    layer.call = (inputs, kwargs) => {
      const output = call(inputs, kwargs);
      const all = [output].flat();
      return all.length === 1 ? change(layer, all[0]!) : output;
    };
  }
  try {
    return work();
  } finally {
    layers.forEach((layer, i) => {
      delete (layer as Partial<tf.layers.Layer>).call;
      if (own[i]) Object.defineProperty(layer, 'call', own[i]);
    });
  }
}
