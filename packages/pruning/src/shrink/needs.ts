import type { KernelLayer } from '../network/kernelLayer.js';
import { padsWithZeros, type Constants } from './constants.js';
import { consumersOf, type GraphNode } from './graph.js';
import { roleOf } from './roles.js';

/** For each channel of a node's output 1 where something needs it, and 0 where it can be left out. */
export type Needs = Map<GraphNode, Uint8Array>;

/**
 * Finds, from the outputs back, which channels something needs: not those that only lead to weights of 0 or to units that nothing needs, and not constants,
 * which the next layer's bias takes up. What goes in and out of an opaque layer is needed.
 *
 * @param outputs the nodes whose outputs are the model's
 * @param besides channels that are needed for another reason
 */
export function needsOf(
  graph: readonly GraphNode[],
  outputs: readonly GraphNode[],
  constants: ReadonlyMap<GraphNode, Constants>,
  besides: Needs = new Map(),
): Needs {
  const consumers = consumersOf(graph);
  const needs: Needs = new Map();
  for (const node of graph.toReversed()) {
    const needed = besides.get(node)?.slice() ?? new Uint8Array(node.channels);
    const opaque = ['opaque', 'depthwise'].includes(roleOf(node));
    if (opaque || outputs.includes(node)) needed.fill(1);
    for (const consumer of consumers.get(node)!) {
      addNeeds(needed, node, consumer, needs.get(consumer)!, constants);
    }
    needs.set(node, needed);
  }
  return needs;
}

/** Adds what a consumer needs of a node, which it may take several times. */
function addNeeds(
  needed: Uint8Array,
  node: GraphNode,
  consumer: GraphNode,
  neededThere: Uint8Array,
  constants: ReadonlyMap<GraphNode, Constants>,
): void {
  switch (roleOf(consumer)) {
    case 'units':
      return addOfUnits(needed, consumer, neededThere, constants.get(node)!);
    case 'channelwise':
    case 'sum':
      for (let c = 0; c < needed.length; c++) needed[c]! |= neededThere[c]!;
      return;
    case 'flatten':
      for (let i = 0; i < neededThere.length; i++) needed[i % needed.length]! |= neededThere[i]!;
      return;
    case 'concatenate': {
      let start = 0;
      for (const input of consumer.inputs) {
        if (input === node) {
          for (let c = 0; c < needed.length; c++) needed[c]! |= neededThere[start + c]!;
        }
        start += input.channels;
      }
      return;
    }
    default:
      needed.fill(1);
  }
}

function addOfUnits(
  needed: Uint8Array,
  consumer: GraphNode,
  neededThere: Uint8Array,
  constants: Constants,
): void {
  const { kernel } = consumer.layer as KernelLayer;
  const weights = kernel.read().dataSync();
  const [rows, units] = kernel.shape.slice(-2) as [number, number];
  const padded = padsWithZeros(consumer);
  for (let i = 0; i < weights.length; i++) {
    if (weights[i] === 0 || !neededThere[i % units]) continue;
    const row = Math.floor(i / units) % rows;
    const value = constants[row]!;
    const folds = !Number.isNaN(value) && (value === 0 || !padded);
    if (!folds) needed[row] = 1;
  }
}
