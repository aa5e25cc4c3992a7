import * as tf from '@tensorflow/tfjs';
import { checkBuilt } from './checkBuilt.js';
import { hasUnits, kernelLayerOf, unitCount, type KernelLayer } from './kernelLayer.js';
import { nextLayerOf } from './followUnits.js';
import { unitOutputs } from './unitOutputs.js';

/** Units with the layer that their outputs go to: a layer's, or the network's inputs. */
export interface UnitSite {
  /** How many there are. */
  readonly units: number;
  /** The layer that takes their outputs. */
  readonly next: KernelLayer;
  /** Their outputs for features [n, …], shape [n, positions, units]. */
  outputs(x: tf.Tensor): tf.Tensor3D;
}

/**
 * Finds a layer's units and where their outputs go.
 *
 * @throws as `kernelLayerOf` and `nextLayerOf`
 */
export function unitSite(owner: string, model: tf.LayersModel, layerName: string): UnitSite {
  const layer = kernelLayerOf(owner, model, layerName);
  const units = unitCount(layer);
  const { end, next } = nextLayerOf(owner, model, layer);
  return { units, next, outputs: unitOutputs(model, end, units) };
}

/**
 * Finds the network's inputs and the layer that takes them: each number of a flat row is a unit of its own.
 *
 * @throws RangeError if rows are not flat, or no layer with units takes them
 */
export function inputSite(owner: string, model: tf.LayersModel): UnitSite {
  checkBuilt(owner, model);
  const { next, units } = firstLayerOf(owner, model);
  return { units, next, outputs: unitOutputs(model, 'inputs', units) };
}

function firstLayerOf(owner: string, model: tf.LayersModel): { next: KernelLayer; units: number } {
  const shape = model.inputs[0]!.shape.slice(1);
  const input = model.inputs[0]!.sourceLayer;
  // A sequential model counts no layer of inputs among its own.
  const first = model.layers.find((layer) => layer !== input);
  const next = first && hasUnits(first) ? first : first && nextLayerOf(owner, model, first).next;
  const flat = shape.length === 1 || first?.getClassName() === 'Flatten';
  if (!next || !flat || !['Dense', 'OccamDropConnect'].includes(next.getClassName())) {
    throw new RangeError(
      `${owner} scores the inputs of networks that begin with a dense layer on flat rows, not with rows of shape [${shape.join(', ')}]`,
    );
  }
  return { next, units: shape.reduce<number>((product, n) => product * n!, 1) };
}
