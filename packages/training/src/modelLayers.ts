import type * as tf from '@tensorflow/tfjs';

/** A layer of a model with its place in it. */
export interface PlacedLayer {
  /** The layer; no model. */
  readonly layer: tf.layers.Layer;
  /** Its index in `model.layers`, after those of the models around it: '3', '0/2'. */
  readonly path: string;
}

/** Lists the layers of a model and of the models inside it, in order. A layer that is used twice is listed once. */
export function layersOf(model: tf.LayersModel): PlacedLayer[] {
  const found = new Map<tf.layers.Layer, string>();
  const visit = (container: tf.LayersModel, prefix: string): void => {
    container.layers.forEach((layer, index) => {
      const path = `${prefix}${index}`;
      if ('layers' in layer) visit(layer as unknown as tf.LayersModel, `${path}/`);
      else if (!found.has(layer)) found.set(layer, path);
    });
  };
  visit(model, '');
  return [...found].map(([layer, path]) => ({ layer, path }));
}

/** Finds the layer whose output is the model's, looking into a model that stands last. */
export function lastLayerOf(model: tf.LayersModel): tf.layers.Layer {
  const last = model.outputs[0]!.sourceLayer;
  return 'layers' in last ? lastLayerOf(last as unknown as tf.LayersModel) : last;
}

/** Which weights something acts on: all trainable ones, all kernels, or the kernels of the layers named. */
export type WeightSelection = 'all' | 'kernels' | readonly string[];

/**
 * Lists the trainable weights that a selection names. Kernels are the weights whose names end in 'kernel' (so also
 * 'recurrent_kernel', 'depthwise_kernel').
 *
 * @param owner what selects, for the message
 * @throws RangeError if a layer does not exist or has no trainable kernel
 */
export function selectWeights(
  owner: string,
  model: tf.LayersModel,
  on: WeightSelection,
): tf.LayerVariable[] {
  if (on === 'all') return model.trainableWeights;
  const layers = layersOf(model).map(({ layer }) => layer);
  const kernels = (layer: tf.layers.Layer) =>
    layer.trainableWeights.filter((weight) => weight.originalName.endsWith('kernel'));
  if (on === 'kernels') return layers.flatMap(kernels);
  return on.flatMap((name) => {
    const named = layers.filter((layer) => layer.name === name).flatMap(kernels);
    if (named.length === 0) {
      const names = layers.filter((layer) => kernels(layer).length > 0).map((layer) => layer.name);
      throw new RangeError(
        `${owner} acts on '${name}', but no layer of that name has a trainable kernel; ` +
          `those that have: ${names.join(', ') || 'none'}`,
      );
    }
    return named;
  });
}
