import type * as tf from '@tensorflow/tfjs';
import { checkBuilt } from '../network/checkBuilt.js';

interface TfjsNode {
  readonly inboundLayers: tf.layers.Layer[];
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
  const nodes = new Map<tf.layers.Layer, GraphNode>();
  const visit = (layer: tf.layers.Layer): GraphNode => {
    const known = nodes.get(layer);
    if (known) return known;
    const calls = layer.inboundNodes as unknown as TfjsNode[];
    const inputs = (calls[0]?.inboundLayers ?? []).map(visit);
    const several = calls.length > 1 || Array.isArray(layer.output);
    const shape =
      several || !layer.output ? [] : (layer.output as tf.SymbolicTensor).shape.slice(1);
    const node = {
      layer,
      inputs,
      opaque: several || 'layers' in layer,
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
