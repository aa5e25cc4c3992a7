import { checkInteger, checkOptions, describe, didYouMean } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import type { KernelLayer } from '../network/kernelLayer.js';
import { checkBuilt } from '../network/checkBuilt.js';
import { checkFinite, replaceLayers, type Replacement } from '../network/replaceLayers.js';
import { registerLayers } from '../registerLayers.js';
import { countNonzero } from '../reports/networkCosts.js';
import { compressRows } from './compressedRows.js';
import { SparseDense } from './sparseDense.js';
import { fasterFrom } from './sparseTable.js';

/** What {@link sparsify} takes. */
export interface SparsifyOptions {
  /**
   * Which Dense layers it is about: 'faster', those that the table says are faster without their zeros; 'all', for the smallest files;
   * or their names. Default 'faster'.
   */
  layers?: 'faster' | 'all' | readonly string[] | undefined;
  /** How many rows are going to be predicted at once, at least 1, for the table. Default: faster for one row and for many. */
  batchSize?: number | undefined;
}

/**
 * Makes a model whose Dense layers neither store nor multiply weights of 0: after pruning weights one by one.
 *
 * Each such layer becomes an OccamSparseDense of the same name, bias and activation. Its outputs are those of the dense layer up to
 * rounding, its files have five bytes for each weight other than 0. The product is faster on the accelerated WASM backend, from the
 * share of zeros on that a table gives for the size of the layer (`pnpm bench sparse` measured it); on any other backend the
 * model runs as the dense one does. Other layers, and models inside the model, come along as they are. It is a model for inference:
 * training it is refused. Call {@link register} before loading one from files. The model given stays as it was.
 *
 * @returns the sparse model; its caller disposes of it
 * @throws TypeError or RangeError if an option is wrong, a name is that of no Dense layer, no layer has enough zeros, or a weight is not
 * finite
 *
 * @example
 * ```ts
 * import { applyMasks, magnitude, sparsify } from '@occam/pruning';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const model = tf.sequential({ layers: [tf.layers.dense({ units: 256, inputShape: [784], name: 'hidden' })] });
 * const scores = magnitude().scoreWeights!(model, 'hidden').data;
 * const limit = Float32Array.from(scores).sort()[Math.floor(0.9 * scores.length)]!;
 * const mask = Uint8Array.from(scores, (score) => (score < limit ? 0 : 1));
 * applyMasks(model, new Map([['hidden', mask]]));
 * const sparse = sparsify(model);
 * console.log(sparse.layers[0]!.getClassName()); // OccamSparseDense
 * ```
 */
export function sparsify(model: tf.LayersModel, options: SparsifyOptions = {}): tf.LayersModel {
  checkBuilt('sparsify', model);
  checkOptions('sparsify', options, ['layers', 'batchSize']);
  const { batchSize } = options;
  if (batchSize !== undefined) checkInteger('batchSize', batchSize, { min: 1 });
  const layers = chooseLayers(model, options);
  registerLayers();
  return replaceLayers(model, new Map(layers.map((layer) => [layer.name, replacementOf(layer)])));
}

function chooseLayers(
  model: tf.LayersModel,
  { layers = 'faster', batchSize }: SparsifyOptions,
): KernelLayer[] {
  const dense = model.layers.filter((layer) => layer.getClassName() === 'Dense') as KernelLayer[];
  const names = dense.map(({ name }) => name);
  const known = names.map((name) => `'${name}'`).join(', ') || 'none';
  if (Array.isArray(layers)) {
    return layers.map((name: string) => {
      const layer = dense.find((one) => one.name === name);
      if (layer) return layer;
      throw new RangeError(
        `sparsify: the model has no Dense layer ${describe(name)}${didYouMean(name, names)}; its Dense layers: ${known}`,
      );
    });
  }
  if (layers !== 'faster' && layers !== 'all') {
    throw new TypeError(
      `layers must be 'faster', 'all' or a list of names of Dense layers (${known}), not ${describe(layers)}`,
    );
  }
  if (dense.length === 0) {
    throw new RangeError(`sparsify: the model '${model.name}' has no Dense layer`);
  }
  if (layers === 'all') return dense;
  const judged = dense.map((layer) => {
    const [inputs, units] = layer.kernel.shape as [number, number];
    const kernel = layer.kernel.read().dataSync();
    const zeros = 1 - countNonzero(kernel) / kernel.length;
    return { layer, zeros, needed: fasterFrom(inputs, units, batchSize) };
  });
  const chosen = judged.filter(({ zeros, needed }) => zeros >= needed);
  if (chosen.length > 0) return chosen.map(({ layer }) => layer);
  const percent = (share: number) => `${(100 * share).toFixed(0)} %`;
  const shares = judged.map(({ layer, zeros, needed }) =>
    needed > 1
      ? `'${layer.name}' is too small`
      : `'${layer.name}' has ${percent(zeros)} zeros of the ${percent(needed)} it needs`,
  );
  throw new RangeError(
    `sparsify: no layer would be faster: ${shares.join(', ')}. Prune more, or use layers: 'all' for smaller files`,
  );
}

function replacementOf(layer: KernelLayer): Replacement {
  const [inputs, units] = layer.kernel.shape as [number, number];
  const kernel = layer.kernel.read().dataSync();
  checkFinite('sparsify', layer, kernel);
  const { counts, values, skips } = compressRows(kernel, inputs, units);
  const { activation } = layer.getConfig();
  return {
    className: SparseDense.className,
    config: { units, activation, useBias: layer.bias !== null, stored: values.length },
    weights: () => [
      ...(layer.bias ? [layer.bias.read()] : []),
      tf.tensor1d(counts, 'int32'),
      tf.tensor1d(values),
      tf.tensor1d(skips, 'int32'),
    ],
  };
}
