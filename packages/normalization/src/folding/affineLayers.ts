import * as tf from '@tensorflow/tfjs';
import { kernelsOf, perOutput, vectorAxes, type Kernel } from '../weights/kernels.js';

/** A layer y = f(W·x + b) whose weights are about to change. */
export interface AffineLayer {
  /** The layer. */
  readonly layer: tf.layers.Layer;
  /** The values of its kernels; the last one is that of the outputs. */
  readonly weights: tf.Tensor[];
  /** The biases, one for each output. */
  bias: tf.Tensor;
}

/** A change of a tensor, channel by channel: x ↦ scale · x + shift, both of shape [channels]. */
export interface Affine {
  /** The factors. */
  readonly scale: tf.Tensor;
  /** The summands. */
  readonly shift: tf.Tensor;
}

interface Parts {
  readonly activation?: { getClassName(): string } | null;
  readonly bias?: tf.LayerVariable | null;
  readonly padding?: string;
  readonly dataFormat?: string;
  readonly samples?: number;
}

const CLASSES = [
  'Dense',
  'OccamDropConnect',
  'Conv1D',
  'Conv2D',
  'Conv3D',
  'DepthwiseConv2D',
  'SeparableConv2D',
  'Conv2DTranspose',
  'Conv3DTranspose',
];

/** Whether a layer's inputs are scaled by a kernel element by element, so that a factor of an input can go into the kernel. */
const TAKES_INPUT = new Set(CLASSES.slice(0, 6));

/** The axis of a layer's channels, of inputs and outputs alike, where they have so many axes. */
export function channelAxis(layer: tf.layers.Layer, rank: number): number {
  return (layer as Parts).dataFormat === 'channelsFirst' ? 1 : rank - 1;
}

/** Why a change of a layer's outputs cannot go into its weights; undefined if it can. */
export function whyNotAfter(layer: tf.layers.Layer): string | undefined {
  const { activation } = layer as Parts;
  const name = activation?.getClassName() ?? 'linear';
  return whyNot(layer) ?? (name === 'linear' ? undefined : `ends in ${name}`);
}

/** Why a change of a layer's inputs cannot. */
export function whyNotBefore(layer: tf.layers.Layer): string | undefined {
  const { padding = 'valid' } = layer as Parts;
  if (whyNot(layer)) return whyNot(layer);
  if (!TAKES_INPUT.has(layer.getClassName())) return `is a ${layer.getClassName()}`;
  return padding === 'valid' ? undefined : `pads its input with zeros`;
}

function whyNot(layer: tf.layers.Layer): string | undefined {
  const className = layer.getClassName();
  if (/^Occam(Weight|Spectral)/.test(className)) {
    return `is a ${className} (call removeReparametrization first)`;
  }
  if (!CLASSES.includes(className)) return `is a ${className}`;
  return (layer as Parts).samples ? 'averages over samples' : undefined;
}

/** Looks at a layer as one whose weights may change. */
export function affineLayer(layer: tf.layers.Layer): AffineLayer {
  const kernels = kernelsOf(layer);
  const outputs = perOutput(kernels.at(-1)!).reduce((product, n) => product * n, 1);
  const { bias } = layer as Parts;
  return {
    layer,
    weights: kernels.map(({ variable }) => variable.read()),
    bias: bias ? bias.read() : tf.zeros([outputs]),
  };
}

/** scale · (W·x + b) + shift  =  (scale·W)·x + (scale·b + shift) */
export function foldAfter(affine: AffineLayer, { scale, shift }: Affine): void {
  const kernel = outputKernel(affine);
  const factors = tf.reshape(scale, perOutput(kernel));
  affine.weights.push(tf.mul(affine.weights.pop()!, factors));
  affine.bias = tf.add(tf.mul(affine.bias, scale), shift);
}

/** W·(scale·x + shift) + b  =  (W·scale)·x + (W·shift + b) */
export function foldBefore(affine: AffineLayer, { scale, shift }: Affine): void {
  const kernel = outputKernel(affine);
  const weights = affine.weights.pop()!;
  // Also of a depthwise kernel the inputs are the last axis but one.
  const perInput = weights.shape.map((size, axis) => (axis === weights.rank - 2 ? size : 1));
  const constant = tf.sum(tf.mul(weights, tf.reshape(shift, perInput)), vectorAxes(kernel));
  affine.weights.push(tf.mul(weights, tf.reshape(scale, perInput)));
  affine.bias = tf.add(affine.bias, tf.reshape(constant, [-1]));
}

function outputKernel({ layer }: AffineLayer): Kernel {
  return kernelsOf(layer).at(-1)!;
}
