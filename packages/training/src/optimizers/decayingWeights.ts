import type * as tf from '@tensorflow/tfjs';
import { layersOf, selectWeights } from '../modelLayers.js';
import type { WeightDecay } from './optimizerConfig.js';

/**
 * Finds the weights that decay: those of `on` without those of `exclude`.
 *
 * @throws RangeError if `on` names a layer without a kernel, or `exclude` names nothing of the model
 */
export function decayingWeights(
  model: tf.LayersModel,
  decay: WeightDecay | undefined,
): ReadonlySet<tf.LayerVariable> {
  if (!decay) return new Set();
  const decaying = new Set(selectWeights('weightDecay', model, decay.on ?? 'all'));
  for (const name of decay.exclude ?? []) {
    const excluded = weightsNamed(name, model);
    if (excluded.length === 0) {
      const layers = layersOf(model).map(({ layer }) => layer.name);
      const ends = new Set(model.trainableWeights.map(endOfName));
      throw new RangeError(
        `weightDecay excludes '${name}', but the model has no such layer or weight; ` +
          `layers: ${layers.join(', ')}; weights: ${[...ends].join(', ')}`,
      );
    }
    for (const weight of excluded) decaying.delete(weight);
  }
  return decaying;
}

function weightsNamed(name: string, model: tf.LayersModel): tf.LayerVariable[] {
  const named = layersOf(model).find(({ layer }) => layer.name === name);
  return named ? named.layer.weights : model.weights.filter((one) => endOfName(one) === name);
}

function endOfName({ originalName }: tf.LayerVariable): string {
  return originalName.split('/').at(-1)!;
}
