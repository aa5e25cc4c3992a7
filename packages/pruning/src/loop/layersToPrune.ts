import { didYouMean } from '@occam/core';
import type * as tf from '@tensorflow/tfjs';
import { hasUnits, kernelLayerOf } from '../network/kernelLayer.js';
import { isPacked } from '../network/packedLayer.js';
import type { PruneSettings } from './pruneOptions.js';
import { checkGroups, unitGroups } from './unitGroups.js';

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
  const all = model.layers.filter(hasUnits).map(({ name }) => name);
  const groups = target === 'units' && all.length > 0 ? unitGroups(model) : [];
  const able = target === 'weights' ? all : all.filter((name) => groups.flat().includes(name));
  for (const [i, name] of (layers ?? []).entries()) {
    kernelLayerOf('prune', model, name);
    if (!able.includes(name)) {
      throw new RangeError(
        `prune: the units of '${name}' must stay, as the network's outputs or what is added to others that must; layers that can lose units: ` +
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
  const chosen = groups.filter((group) => group.some((name) => names.includes(name)));
  for (const group of chosen) {
    if (group.every((name) => names.includes(name))) continue;
    const list = group.map((name) => `'${name}'`).join(', ');
    throw new RangeError(
      `prune: ${list} are added up and lose the same units: name all of them in layers, or none`,
    );
  }
  if (target === 'units') checkGroups(model, chosen);
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
