import type * as tf from '@tensorflow/tfjs';
import { checkBuilt } from '../network/checkBuilt.js';

interface TfjsNode {
  readonly inboundLayers: tf.layers.Layer[];
  readonly outputTensors: tf.SymbolicTensor[];
}

/** A layer of a model with where its input comes from. */
export interface GraphNode {
  /** The layer. */
  readonly layer: tf.layers.Layer;
  /** What it takes, in order; none for an input. */
  readonly inputs: readonly GraphNode[];
  /** Whether it is called in several places, or is a model itself: what goes in or out of it stays as it is. */
  readonly opaque: boolean;
  /** The size of the last axis of its output; 0 where it is not known. */
  readonly channels: number;
  /** The shape of its output without the batch axis. */
  readonly shape: readonly (number | null)[];
}

/**
 * Reads a model as a graph of its layers, inputs first. A layer that is used twice, and a model inside the model, are opaque.
 *
 * @throws TypeError or RangeError if it is no model, or one that has several inputs
 */
export function graphOf(owner: string, model: tf.LayersModel): GraphNode[] {
  checkBuilt(owner, model);
  if (model.inputs.length !== 1) {
    throw new RangeError(`${owner} needs a model with one input, not ${model.inputs.length}`);
  }
  const own = new Set(model.layers);
  const sources = new Set(model.inputs.map(({ sourceLayer }) => sourceLayer));
  const nodes = new Map<tf.layers.Layer, GraphNode>();
  const visit = (layer: tf.layers.Layer): GraphNode => {
    const known = nodes.get(layer);
    if (known) return known;
    const all = layer.inboundNodes as unknown as TfjsNode[];
    // A layer may be called outside of this model too, as a model inside it is.
    const here = all.filter(
      ({ inboundLayers }) =>
        inboundLayers.length > 0 && inboundLayers.every((one) => own.has(one) || sources.has(one)),
    );
    const calls = here.length > 0 ? here : all;
    const inputs = (calls[0]?.inboundLayers ?? []).map(visit);
    const several = calls.length > 1;
    const outputs = calls[0]?.outputTensors ?? [];
    const shape = outputs.length === 1 ? outputs[0]!.shape.slice(1) : [];
    const node = {
      layer,
      inputs,
      // A sequential model that begins with a model has the layers of that in its graph, and not among its own.
      opaque: several || 'layers' in layer || (inputs.length > 0 && !own.has(layer)),
      channels: shape.at(-1) ?? 0,
      shape,
    };
    nodes.set(layer, node);
    return node;
  };
  for (const { sourceLayer } of model.outputs) visit(sourceLayer);
  return [...nodes.values()];
}

/** For each node those that take its output. */
export function consumersOf(graph: readonly GraphNode[]): Map<GraphNode, GraphNode[]> {
  const consumers = new Map<GraphNode, GraphNode[]>(graph.map((node) => [node, []]));
  for (const node of graph) for (const input of node.inputs) consumers.get(input)!.push(node);
  return consumers;
}
