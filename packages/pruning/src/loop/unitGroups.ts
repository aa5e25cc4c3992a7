import type * as tf from '@tensorflow/tfjs';
import { graphOf, type GraphNode } from '../shrink/graph.js';
import { checkRemoval, unitsThatMustStay } from '../shrink/removeUnits.js';
import { roleOf } from '../shrink/roles.js';

/**
 * Groups the layers that must lose the same units, because a sum (a skip connection) adds them up; most are groups of one. Layers
 * that can lose none are left out: those of the network's outputs, and those that are added to what cannot lose any.
 *
 * @returns names, in the order of the model's layers
 */
export function unitGroups(model: tf.LayersModel): string[][] {
  const graph = graphOf('prune', model);
  const group = new Map<GraphNode, Set<GraphNode>>();
  const sources = new Map<GraphNode, Set<GraphNode>>();
  for (const node of graph) {
    const role = roleOf(node);
    const passes = role === 'channelwise' || role === 'sum';
    sources.set(
      node,
      passes ? new Set(node.inputs.flatMap((one) => [...sources.get(one)!])) : new Set([node]),
    );
    if (!passes) group.set(node, new Set([node]));
    if (role !== 'sum') continue;
    const joined = new Set([...sources.get(node)!].flatMap((one) => [...group.get(one)!]));
    for (const one of joined) group.set(one, joined);
  }
  const staying = unitsThatMustStay(model, graph);
  return [...new Set(group.values())]
    .filter((nodes) => [...nodes].every((node) => roleOf(node) === 'units' && !staying.has(node)))
    .map((nodes) => [...nodes].map(({ layer }) => layer.name));
}

/**
 * Checks, without any work, that units can be taken out of layers.
 *
 * @throws RangeError if a layer behind them cannot be made smaller (it is named)
 */
export function checkGroups(model: tf.LayersModel, groups: readonly (readonly string[])[]): void {
  const graph = graphOf('prune', model);
  for (const names of groups) {
    const nodes = graph.filter(({ layer }) => names.includes(layer.name));
    if (nodes[0]!.channels < 2) continue;
    const all = Array.from({ length: nodes[0]!.channels - 1 }, (_, i) => i);
    checkRemoval('prune', graph, new Map(nodes.map((node) => [node, all])));
  }
}
