import * as tf from '@tensorflow/tfjs';
import { fromRegistry } from './fromRegistry.js';

/** A layer as the configuration of its model holds it. */
export interface LayerEntry {
  /** Its class. */
  className: string;
  /** What it is made from. */
  config: Record<string, unknown>;
}

/**
 * Makes a copy of a model in which layers are made otherwise; it has weights of its own.
 *
 * @param edit changes a layer's entry
 * @param weightsOf the weights of a layer of the copy that has some; called in a tidy
 */
export function copyWith(
  model: tf.LayersModel,
  edit: (entry: LayerEntry) => void,
  weightsOf: (layer: tf.layers.Layer) => tf.Tensor[],
): tf.LayersModel {
  const config = structuredClone(model.getConfig()) as unknown as { layers: LayerEntry[] };
  for (const entry of config.layers) edit(entry);
  const className = model.getClassName();
  const copy = fromRegistry<tf.LayersModel>({ className, config }, true);
  try {
    tf.tidy(() => {
      for (const layer of copy.layers) {
        if (layer.weights.length > 0) layer.setWeights(weightsOf(layer));
      }
    });
  } catch (error) {
    copy.dispose();
    throw error;
  }
  return copy;
}
