import { describe } from '@occam/core';
import type { Constraint } from '@occam/backend';
import * as tf from '@tensorflow/tfjs';
import { checkBuilt } from '../network/checkBuilt.js';
import { hasUnits, kernelLayerOf, type KernelLayer } from '../network/kernelLayer.js';
import { registerLayers } from '../registerLayers.js';
import { MaskConstraint, packMask } from './maskConstraint.js';
import type { WeightMasks } from './weightMasks.js';

interface Constrained extends KernelLayer {
  kernelConstraint: Constraint | null;
}

/**
 * Sets the pruned weights of a model to 0 and keeps them there while it trains on: in both engines of `@occam/training` by a
 * constraint of the kernel, which is saved with the model. tfjs' own `model.fit` applies no constraints; there, call
 * {@link applyMasks} after each batch.
 *
 * @param masks by layer name: 1 where a weight stays, 0 where it is pruned. A layer that has masks already gets the new one
 * @returns a function that lets the weights go again; they are 0 until they are trained
 * @throws TypeError or RangeError if a layer does not exist, a mask does not fit its kernel, or no weight of the network would be left; then
 * nothing is changed
 *
 * @example
 * ```ts
 * import { keepMasked } from '@occam/pruning';
 * import { fit } from '@occam/training';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const layer = tf.layers.dense({ units: 2, inputShape: [2], name: 'line' });
 * const model = tf.sequential({ layers: [layer] });
 * keepMasked(model, new Map([['line', Uint8Array.of(1, 0, 0, 1)]]));
 * const x = tf.randomNormal([32, 2]);
 * await fit(model, { x, y: x, task: 'regression' }, { epochs: 2 });
 * console.log(layer.getWeights()[0]!.dataSync()[1]); // 0
 * ```
 */
export function keepMasked(model: tf.LayersModel, masks: WeightMasks): () => void {
  const entries = checkMasks('keepMasked', model, masks);
  registerLayers();
  const undo = entries.map(({ layer, mask }) => {
    const { kernel } = layer as unknown as { kernel: { constraint: Constraint | null } };
    const before = unmasked(kernel.constraint);
    const inner = before && { className: before.getClassName(), config: before.getConfig() };
    const constraint = new MaskConstraint({ bits: packMask(mask), inner: inner ?? null });
    kernel.constraint = constraint;
    layer.kernelConstraint = constraint;
    return () => {
      if (kernel.constraint !== constraint) return;
      kernel.constraint = before;
      layer.kernelConstraint = before;
    };
  });
  zero(entries);
  return () => {
    for (const release of undo) release();
  };
}

/**
 * Sets the pruned weights of a model to 0, once.
 *
 * @param masks by layer name: 1 where a weight stays, 0 where it is pruned
 * @throws as {@link keepMasked}
 *
 * @example
 * ```ts
 * import { applyMasks } from '@occam/pruning';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const layer = tf.layers.dense({ units: 2, inputShape: [2], name: 'line' });
 * const model = tf.sequential({ layers: [layer] });
 * applyMasks(model, new Map([['line', Uint8Array.of(1, 0, 0, 1)]]));
 * ```
 */
export function applyMasks(model: tf.LayersModel, masks: WeightMasks): void {
  zero(checkMasks('applyMasks', model, masks));
}

/**
 * Reads which weights of a model's kernels are exactly 0.
 *
 * @returns by layer name: 1 where a weight is not 0; only layers that have zeros
 *
 * @example
 * ```ts
 * import { masksOf } from '@occam/pruning';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const layer = tf.layers.dense({ units: 2, inputShape: [1], name: 'line' });
 * const model = tf.sequential({ layers: [layer] });
 * model.setWeights([tf.tensor2d([[3, 0]]), tf.zeros([2])]);
 * console.log(masksOf(model).get('line')); // 1, 0
 * ```
 */
export function masksOf(model: tf.LayersModel): WeightMasks {
  checkBuilt('masksOf', model);
  const masks = new Map<string, Uint8Array>();
  for (const layer of model.layers) {
    const { kernel } = layer as Partial<KernelLayer>;
    if (!kernel) continue;
    const mask = Uint8Array.from(kernel.read().dataSync(), (w) => (w === 0 ? 0 : 1));
    if (mask.includes(0)) masks.set(layer.name, mask);
  }
  return masks;
}

interface Entry {
  readonly layer: Constrained;
  readonly mask: Uint8Array;
}

function checkMasks(owner: string, model: tf.LayersModel, masks: WeightMasks): Entry[] {
  checkBuilt(owner, model);
  if (!(masks instanceof Map)) {
    throw new TypeError(`${owner} takes a Map of layer names to masks, not ${describe(masks)}`);
  }
  const entries = [...(masks as WeightMasks)].map(([layerName, mask]) => {
    const layer = kernelLayerOf(owner, model, layerName) as Constrained;
    const size = layer.kernel.shape.reduce<number>((product, n) => product * n!, 1);
    if (!(mask instanceof Uint8Array) || mask.length !== size) {
      throw new RangeError(
        `${owner}: the mask of '${layerName}' must be a Uint8Array of ${size} elements, as many as its kernel ` +
          `[${layer.kernel.shape.join(', ')}] has, not ${mask instanceof Uint8Array ? `of ${mask.length}` : describe(mask)}`,
      );
    }
    return { layer, mask };
  });
  const gone = new Set(entries.filter(({ mask }) => !mask.includes(1)).map(({ layer }) => layer));
  if (
    gone.size > 0 &&
    model.layers.filter(hasUnits).every((layer) => gone.has(layer as Constrained))
  ) {
    throw new RangeError(
      `${owner} would leave no weight of the network: leave at least one 1 in a mask`,
    );
  }
  return entries;
}

function zero(entries: readonly Entry[]): void {
  tf.tidy(() => {
    for (const { layer, mask } of entries) {
      const variable = layer.kernel.read() as tf.Variable;
      // Not a product: what is infinite or NaN becomes 0 too.
      const values = variable.dataSync().map((w, i) => (mask[i] ? w : 0));
      variable.assign(tf.tensor(values, variable.shape));
    }
  });
}

/** A constraint without our masks around it. */
function unmasked(constraint: Constraint | null): Constraint | null {
  return constraint instanceof MaskConstraint ? constraint.inner : constraint;
}
