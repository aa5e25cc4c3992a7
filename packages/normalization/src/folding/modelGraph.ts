import { describe } from '@occam/core';
import type * as tf from '@tensorflow/tfjs';

/** One call of a layer in a model. */
export interface LayerCall {
  /** What it is called with. */
  readonly inputTensors: tf.SymbolicTensor[];
  /** What it returns. */
  readonly outputTensors: tf.SymbolicTensor[];
  /** What it is called with besides. */
  readonly callArgs?: object;
}

/** Who reads a tensor: a layer, or 'output' where the model returns it. */
export type Reader = tf.layers.Layer | 'output';

/** The layers of a model with their calls, without the layers of models inside it. */
export interface ModelGraph {
  /** The calls of each layer, in the order in which data flow; those of inputs too. */
  readonly calls: ReadonlyMap<tf.layers.Layer, readonly LayerCall[]>;
  /** Who reads each tensor, by the tensor's id. */
  readonly readers: ReadonlyMap<number, readonly Reader[]>;
}

/** Lists the calls of a model's layers, and who reads what. */
export function graphOf(model: tf.LayersModel): ModelGraph {
  const calls = new Map<tf.layers.Layer, LayerCall[]>();
  const readers = new Map<number, Reader[]>();
  const seen = new Set<LayerCall>();
  const read = (tensor: tf.SymbolicTensor, reader: Reader): void => {
    readers.set(tensor.id, [...(readers.get(tensor.id) ?? []), reader]);
    const call = callOf(tensor);
    if (seen.has(call)) return;
    seen.add(call);
    const { sourceLayer } = tensor;
    if (!model.inputs.some(({ id }) => id === tensor.id)) {
      for (const input of call.inputTensors) read(input, sourceLayer);
    }
    calls.set(sourceLayer, [...(calls.get(sourceLayer) ?? []), call]);
  };
  for (const output of model.outputs) read(output, 'output');
  return { calls, readers };
}

/** The call that a tensor comes from. */
export function callOf({ sourceLayer, nodeIndex }: tf.SymbolicTensor): LayerCall {
  return (sourceLayer.inboundNodes as unknown as LayerCall[])[nodeIndex]!;
}

/** Whether a layer is a model. */
export function isModel(layer: tf.layers.Layer | tf.LayersModel): layer is tf.LayersModel {
  return 'layers' in layer;
}

/**
 * Checks that something is a model that has an input.
 *
 * @throws TypeError if it is no model, RangeError if it is not built yet
 */
export function checkModel(owner: string, model: tf.LayersModel): void {
  if (typeof model?.apply !== 'function' || !Array.isArray(model.layers)) {
    throw new TypeError(
      `model of ${owner} must be a tf.LayersModel, as tf.sequential() or tf.model() makes one, not ${describe(model)}`,
    );
  }
  if (!model.inputs?.length || !model.outputs?.length) {
    throw new RangeError(
      `model of ${owner} must be built, but it has no input yet: add a first layer with an inputShape`,
    );
  }
}
