import * as tf from '@tensorflow/tfjs';
import { copyWith, type LayerEntry } from '../network/copyWith.js';
import type { KernelLayer } from '../network/kernelLayer.js';
import { MaskConstraint, packMask, unpackMask } from '../masks/maskConstraint.js';
import { padsWithZeros, type Constants } from './constants.js';
import type { GraphNode } from './graph.js';
import { roleOf } from './roles.js';

/** For each node the indices of the channels that stay, ascending. */
export type Kept = Map<GraphNode, readonly number[]>;

/**
 * Lists the channels that stay, forward from what each node makes itself.
 *
 * @param own for inputs, units and depthwise layers: which of their channels stay; a node that is left out keeps all
 */
export function keptOf(
  graph: readonly GraphNode[],
  own: ReadonlyMap<GraphNode, readonly number[]>,
): Kept {
  const kept: Kept = new Map();
  for (const node of graph) {
    const inputs = node.inputs.map((input) => kept.get(input)!);
    kept.set(node, own.get(node) ?? keptThrough(node, inputs));
  }
  return kept;
}

function keptThrough(node: GraphNode, inputs: readonly (readonly number[])[]): readonly number[] {
  const all = Array.from({ length: node.channels }, (_, i) => i);
  switch (roleOf(node)) {
    case 'channelwise':
    case 'sum':
      return inputs[0]!;
    case 'depthwise': {
      const multiplier = node.channels / node.inputs[0]!.channels;
      return inputs[0]!.flatMap((c) =>
        Array.from({ length: multiplier }, (_, m) => c * multiplier + m),
      );
    }
    case 'flatten': {
      const before = node.inputs[0]!.channels;
      const stays = new Set(inputs[0]);
      return all.filter((i) => stays.has(i % before));
    }
    case 'concatenate': {
      let start = 0;
      return node.inputs.flatMap(({ channels }, i) => {
        const here = inputs[i]!.map((c) => start + c);
        start += channels;
        return here;
      });
    }
    default:
      return all;
  }
}

/**
 * Builds the smaller model.
 *
 * @param kept the channels that stay, of each node
 * @param constants what the channels that go are worth; undefined: nothing is added to the biases behind them
 */
export function rebuild(
  model: tf.LayersModel,
  graph: readonly GraphNode[],
  kept: Kept,
  constants?: ReadonlyMap<GraphNode, Constants>,
): tf.LayersModel {
  const byName = new Map(graph.map((node) => [node.layer.name, node]));
  const inputNode = graph.find((node) => node.inputs.length === 0)!;
  const folded = new Map<GraphNode, Float64Array>();
  for (const node of graph) {
    if (roleOf(node) === 'units' && constants) folded.set(node, foldedBias(node, kept, constants));
  }
  const edit = (entry: LayerEntry): void => {
    const node = byName.get(entry.config['name'] as string);
    if (!node) return;
    shrinkConfig(entry, node, kept, folded.get(node));
    if (entry.config['batchInputShape']) {
      const shape = entry.config['batchInputShape'] as (number | null)[];
      entry.config['batchInputShape'] = [...shape.slice(0, -1), kept.get(inputNode)!.length];
    }
  };
  return copyWith(model, edit, ({ name }) => {
    const node = byName.get(name);
    if (node) return weightsOf(node, kept, folded.get(node));
    const inside = model.getLayer(name).getWeights();
    return inside.map((weight) => weight.clone());
  });
}

function shrinkConfig(
  { config }: LayerEntry,
  node: GraphNode,
  kept: Kept,
  folded: Float64Array | undefined,
): void {
  if (roleOf(node) !== 'units') return;
  const count = kept.get(node)!.length;
  if ('units' in config) config['units'] = count;
  if ('filters' in config) config['filters'] = count;
  if (!config['useBias'] && folded?.some((value) => value !== 0)) config['useBias'] = true;
  const constraint = config['kernelConstraint'] as LayerEntry | null | undefined;
  if (constraint?.className === MaskConstraint.className) {
    config['kernelConstraint'] = shrinkMask(constraint, node, kept);
  }
}

/** The mask of what is left; none if every weight that is left stays. */
function shrinkMask(constraint: LayerEntry, node: GraphNode, kept: Kept): unknown {
  const { kernel } = node.layer as KernelLayer;
  const shape = kernel.shape as number[];
  const { bits, inner } = constraint.config as { bits: number[]; inner: unknown };
  const mask = Float32Array.from(
    unpackMask(
      bits,
      shape.reduce((product, n) => product * n, 1),
    ),
  );
  const left = Uint8Array.from(takeKernel({ data: mask, shape }, node, kept).data);
  if (!left.includes(0)) return inner ?? null;
  return { className: constraint.className, config: { bits: packMask(left), inner } };
}

/** The weights of a node's layer, without what goes. */
function weightsOf(node: GraphNode, kept: Kept, folded: Float64Array | undefined): tf.Tensor[] {
  const { layer } = node;
  const values = layer.getWeights().map((weight) => ({
    data: weight.dataSync() as Float32Array,
    shape: weight.shape,
  }));
  const role = roleOf(node);
  const tensors = (arrays: { data: Float32Array; shape: number[] }[]) =>
    arrays.map(({ data, shape }) => tf.tensor(data, shape));
  if (role === 'units') {
    const out = kept.get(node)!;
    const [kernel, bias] = values as [Values, Values?];
    const smaller = takeKernel(kernel, node, kept);
    const added = folded?.some((value) => value !== 0);
    if (!bias && !added) return tensors([smaller]);
    const data = Float32Array.from(out, (j) => (bias?.data[j] ?? 0) + (folded?.[j] ?? 0));
    return tensors([smaller, { data, shape: [out.length] }]);
  }
  if (role === 'depthwise') {
    const [kernel, ...vectors] = values as [Values, ...Values[]];
    const inputs = kept.get(node.inputs[0]!)!;
    const out = kept.get(node)!;
    return tensors([take(kernel, 2, inputs), ...vectors.map((vector) => take(vector, 0, out))]);
  }
  if (role === 'channelwise')
    return tensors(values.map((vector) => take(vector, 0, kept.get(node)!)));
  return tensors(values);
}

interface Values {
  data: Float32Array;
  shape: number[];
}

function takeKernel(kernel: Values, node: GraphNode, kept: Kept): Values {
  const rank = kernel.shape.length;
  const rows = take(kernel, rank - 2, kept.get(node.inputs[0]!)!);
  return take(rows, rank - 1, kept.get(node)!);
}

/** Takes indices of one axis. */
function take({ data, shape }: Values, axis: number, indices: readonly number[]): Values {
  const length = shape[axis]!;
  const inner = shape.slice(axis + 1).reduce((product, n) => product * n, 1);
  const outer = data.length / (length * inner);
  const result = new Float32Array(outer * indices.length * inner);
  let at = 0;
  for (let o = 0; o < outer; o++) {
    for (const index of indices) {
      const start = (o * length + index) * inner;
      result.set(data.subarray(start, start + inner), at);
      at += inner;
    }
  }
  return { data: result, shape: shape.map((n, i) => (i === axis ? indices.length : n)) };
}

/** What the constants that go add to each unit: Σ c·w, also over the places of a convolution. */
function foldedBias(
  node: GraphNode,
  kept: Kept,
  constants: ReadonlyMap<GraphNode, Constants>,
): Float64Array {
  const { kernel } = node.layer as KernelLayer;
  const weights = kernel.read().dataSync();
  const [rows, units] = kernel.shape.slice(-2) as [number, number];
  const [input] = node.inputs;
  const stays = new Set(kept.get(input!));
  const values = constants.get(input!)!;
  const padded = padsWithZeros(node);
  const sums = new Float64Array(units);
  for (let i = 0; i < weights.length; i++) {
    const row = Math.floor(i / units) % rows;
    if (stays.has(row) || weights[i] === 0) continue;
    const value = values[row]!;
    // What changes and goes all the same leads only to units that go too.
    if (!Number.isNaN(value) && !(padded && value !== 0)) sums[i % units]! += value * weights[i]!;
  }
  return sums;
}
