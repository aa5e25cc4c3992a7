import * as tf from '@tensorflow/tfjs';
import { copyWith, type LayerEntry } from './copyWith.js';

/** A layer in the place of another one. */
export interface Replacement {
  /** Its class, which is registered. */
  readonly className: string;
  /** What it is made from. */
  readonly config: Readonly<Record<string, unknown>>;
  /** Its weights; called in a tidy. */
  readonly weights: () => tf.Tensor[];
}

/** Makes a copy of a model in which some layers, by their names, are others of the same shapes; the rest has weights of its own. */
export function replaceLayers(
  model: tf.LayersModel,
  replacements: ReadonlyMap<string, Replacement>,
): tf.LayersModel {
  const replace = (entry: LayerEntry): void => {
    const replacement = replacements.get(entry.config['name'] as string);
    if (!replacement) return;
    entry.className = replacement.className;
    const { name, batchInputShape, dtype } = entry.config;
    entry.config = { name, dtype, ...replacement.config };
    if (batchInputShape) entry.config['batchInputShape'] = batchInputShape;
  };
  return copyWith(model, replace, ({ name }) => {
    const source = model.layers.find((layer) => layer.name === name)!;
    const weights = replacements.get(name)?.weights() ?? source.getWeights();
    // setWeights shares the memory of what it is given.
    return weights.map(copyOf);
  });
}

function copyOf(weight: tf.Tensor): tf.Tensor {
  return tf.tensor(weight.dataSync(), weight.shape, weight.dtype);
}

/**
 * Checks that all weights are finite numbers.
 *
 * @throws RangeError naming the layer
 */
export function checkFinite(
  owner: string,
  layer: tf.layers.Layer,
  kernel: ArrayLike<number>,
): void {
  for (let i = 0; i < kernel.length; i++) {
    if (Number.isFinite(kernel[i])) continue;
    throw new RangeError(
      `${owner}: the kernel of the layer '${layer.name}' holds ${kernel[i]} at ${i}, where a finite number is needed: ` +
        'train with a smaller learning rate, or load the weights again',
    );
  }
}
