import { describe, didYouMean } from '@occam/core';
import type * as tf from '@tensorflow/tfjs';
import { checkBuilt } from './checkBuilt.js';
import { isPacked } from './packedLayer.js';

/** A layer with a kernel and, mostly, an activation. */
export interface KernelLayer extends tf.layers.Layer {
  /** The weights, [...axes, inputs, units]. */
  readonly kernel: tf.LayerVariable;
  /** The bias of each unit. */
  readonly bias: tf.LayerVariable | null;
  /** What the units' sums pass. */
  activation: TfjsActivation | null;
}

/** An activation as tfjs' layers hold it. */
export interface TfjsActivation {
  /** tfjs' name of it: 'relu'. */
  getClassName(): string;
  /** Computes it. */
  apply(z: tf.Tensor): tf.Tensor;
}

/** Layers whose kernel's last axis counts their units, and the axis before it their inputs. */
const WITH_UNITS = ['Dense', 'OccamDropConnect', 'Conv1D', 'Conv2D'];

/** Whether a layer has a kernel whose last axis counts its units. */
export function hasUnits(layer: tf.layers.Layer): layer is KernelLayer {
  return WITH_UNITS.includes(layer.getClassName());
}

/**
 * Finds a layer of units by its name.
 *
 * @param owner who asks, for the message
 * @throws TypeError if the name is no text, or the model none; RangeError if there is no such layer (the message lists those that are), or it
 * has no units
 */
export function kernelLayerOf(
  owner: string,
  model: tf.LayersModel,
  layerName: string,
): KernelLayer {
  checkBuilt(owner, model);
  const names = model.layers.filter(hasUnits).map(({ name }) => name);
  const known = names.map((name) => `'${name}'`).join(', ') || 'none';
  if (typeof layerName !== 'string') {
    throw new TypeError(
      `${owner} takes the name of a layer with units (${known}), not ${describe(layerName)}`,
    );
  }
  const layer = model.layers.find(({ name }) => name === layerName);
  if (!layer) {
    throw new RangeError(
      `${owner}: the model has no layer '${layerName}'${didYouMean(layerName, names)}; its layers with units: ${known}`,
    );
  }
  if (isPacked(layer)) {
    throw new RangeError(
      `${owner}: the layer '${layerName}' is for inference only: take the model that sparsify or quantize was called with`,
    );
  }
  if (!hasUnits(layer)) {
    throw new RangeError(
      `${owner}: the layer '${layerName}' is a ${layer.getClassName()}, which has no units; layers with units: ${known}`,
    );
  }
  return layer;
}

/** How many units a layer has. */
export function unitCount(layer: KernelLayer): number {
  return layer.kernel.shape.at(-1)!;
}
