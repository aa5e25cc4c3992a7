import * as tf from '@tensorflow/tfjs';
import type { KernelLayer } from '../network/kernelLayer.js';
import type { GraphNode } from './graph.js';
import { PADDING, roleOf } from './roles.js';

/** The value of each channel of a node's output that is the same for all data and places; NaN where it is not. */
export type Constants = Float64Array;

/**
 * Finds the channels that are constant at inference: units without weights from anything that changes, and what follows from them
 * through activations, normalization, sums and further units.
 */
export function constantsOf(graph: readonly GraphNode[]): Map<GraphNode, Constants> {
  const constants = new Map<GraphNode, Constants>();
  for (const node of graph) {
    const inputs = node.inputs.map((input) => constants.get(input)!);
    tf.tidy(() => void constants.set(node, constantsAt(node, inputs)));
  }
  return constants;
}

function constantsAt(node: GraphNode, inputs: readonly Constants[]): Constants {
  const nothing = () => new Float64Array(node.channels).fill(NaN);
  switch (roleOf(node)) {
    case 'units':
      return ofUnits(node, inputs[0]!);
    case 'channelwise':
    case 'sum':
      return ofChannels(node, inputs);
    case 'flatten': {
      const [before] = inputs;
      return Float64Array.from({ length: node.channels }, (_, i) => before![i % before!.length]!);
    }
    case 'concatenate':
      return Float64Array.from(inputs.flatMap((values) => [...values]));
    default:
      return nothing();
  }
}

/** Whether a layer puts zeros around its input, so that a constant other than 0 does not stay one. */
export function padsWithZeros({ layer }: GraphNode): boolean {
  const { padding, kernelSize } = layer as { padding?: string; kernelSize?: number[] };
  const convolves =
    layer.getClassName().startsWith('Conv') && (kernelSize ?? []).some((n) => n > 1);
  return PADDING.includes(layer.getClassName()) || (convolves && padding !== 'valid');
}

/** f(b + Σ c·w) where every weight from an input that changes is 0. */
function ofUnits(node: GraphNode, inputs: Constants): Constants {
  const { kernel, bias, activation } = node.layer as KernelLayer;
  if (activation?.getClassName() === 'softmax') return new Float64Array(node.channels).fill(NaN);
  const weights = kernel.read().dataSync();
  const biases = bias?.read().dataSync();
  const [rows, units] = kernel.shape.slice(-2) as [number, number];
  const padded = padsWithZeros(node);
  const sums = Float64Array.from({ length: units }, (_, j) => biases?.[j] ?? 0);
  for (let i = 0; i < weights.length; i++) {
    const w = weights[i]!;
    if (w === 0) continue;
    const value = inputs[Math.floor(i / units) % rows]!;
    sums[i % units]! += padded && value !== 0 ? NaN : w * value;
  }
  if (!activation || activation.getClassName() === 'linear') return sums;
  const activated = activation.apply(tf.tensor1d(Float32Array.from(sums, known))).dataSync();
  return sums.map((sum, j) => (Number.isNaN(sum) ? NaN : activated[j]!));
}

/** What the layer itself makes of the constants, at one place. */
function ofChannels(
  { layer, channels, inputs: nodes, shape }: GraphNode,
  inputs: readonly Constants[],
): Constants {
  const values = inputs.map((constants, i) => {
    const spread = nodes[i]!.shape.map((length) => length ?? 1);
    const tensor = tf.tensor1d(Float32Array.from(constants, known));
    return tf.mul(tf.ones([1, ...spread]), tensor);
  });
  const given = values.length === 1 ? values[0]! : values;
  const result = layer.apply(given, { training: false }) as tf.Tensor;
  const places = result.dataSync();
  const padded = PADDING.includes(layer.getClassName());
  return Float64Array.from({ length: channels }, (_, c) => {
    const unknown = inputs.some((constants) => Number.isNaN(constants[c]!));
    const broken = padded && inputs.some((constants) => constants[c] !== 0);
    // A product with 0 is 0, whatever else is in it.
    if (layer.getClassName() === 'Multiply' && inputs.some((constants) => constants[c] === 0))
      return 0;
    if (unknown || broken || shape.length === 0) return NaN;
    return places[c]!;
  });
}

function known(value: number): number {
  return Number.isNaN(value) ? 0 : value;
}
