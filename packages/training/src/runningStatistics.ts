import type * as tf from '@tensorflow/tfjs';
import { layersOf } from './modelLayers.js';

interface NormalizingLayer extends tf.layers.Layer {
  momentum: number;
}

/** Finds the layers that keep a running mean and variance: those that have a `momentum` and a `movingMean`. */
function normalizingLayers(model: tf.LayersModel): NormalizingLayer[] {
  return layersOf(model)
    .map(({ layer }) => layer as NormalizingLayer & { movingMean?: unknown })
    .filter(({ momentum, movingMean }) => typeof momentum === 'number' && movingMean !== undefined);
}

/** Whether a model keeps statistics that depend on its weights. */
export function hasStatistics(model: tf.LayersModel): boolean {
  return normalizingLayers(model).length > 0;
}

/**
 * Runs something while a model's running statistics follow those of the batches in another measure, by the layers' own
 * `momentum`, which both engines read in each batch: s ← (1 − share) · s + share · (the batch's). With share 0 they stay.
 */
export function withStatistics<T>(model: tf.LayersModel, share: number, work: () => T): T {
  const layers = normalizingLayers(model);
  const before = layers.map(({ momentum }) => momentum);
  try {
    for (const layer of layers) layer.momentum = 1 - share;
    return work();
  } finally {
    layers.forEach((layer, i) => (layer.momentum = before[i]!));
  }
}
