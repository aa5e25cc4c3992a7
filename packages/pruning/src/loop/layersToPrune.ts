import { didYouMean } from '@occam/core';
import type * as tf from '@tensorflow/tfjs';
import { followUnits } from '../network/followUnits.js';
import { hasUnits, kernelLayerOf, type KernelLayer } from '../network/kernelLayer.js';
import { isPacked } from '../network/packedLayer.js';
import type { PruneSettings } from './pruneOptions.js';

/**
 * Lists the layers to prune, by name; none where inputs are pruned.
 *
 * @throws TypeError or RangeError if a layer that is named does not exist, is named twice or must keep its units, or there is none
 */
export function layersToPrune(
  { target, layers, atLeast }: PruneSettings,
  model: tf.LayersModel,
): string[] {
  if (target === 'inputs') {
    checkShareNames(atLeast, ['']);
    return [];
  }
  const able = model.layers
    .filter(hasUnits)
    .filter((layer) => target === 'weights' || !isOutput(model, layer))
    .map(({ name }) => name);
  for (const [i, name] of (layers ?? []).entries()) {
    kernelLayerOf('prune', model, name);
    if (!able.includes(name)) {
      throw new RangeError(
        `prune: the units of '${name}' are the network's outputs, which must stay; layers that can lose units: ` +
          (able.map((one) => `'${one}'`).join(', ') || 'none'),
      );
    }
    if (layers!.indexOf(name) < i) throw new RangeError(`prune: layers names '${name}' twice`);
  }
  const names = layers ?? able;
  if (names.length === 0) {
    const remedy = model.layers.some(isPacked)
      ? '; prune the model that sparsify or quantize was called with'
      : '';
    throw new RangeError(
      `prune: the network has no layer whose ${target} could be pruned${remedy}`,
    );
  }
  checkShareNames(atLeast, names);
  return [...names];
}

function checkShareNames(atLeast: PruneSettings['atLeast'], names: readonly string[]): void {
  if (typeof atLeast === 'number') return;
  for (const name of Object.keys(atLeast)) {
    if (names.includes(name)) continue;
    const known = names.map((one) => `'${one}'`).join(', ');
    throw new RangeError(
      `prune: atLeast names '${name}', which is not pruned${didYouMean(name, names)}; what is: ${known}`,
    );
  }
}

function isOutput(model: tf.LayersModel, layer: KernelLayer): boolean {
  try {
    return followUnits('prune', model, layer).next === undefined;
  } catch {
    // Its outputs go to several layers: no output.
    return false;
  }
}
