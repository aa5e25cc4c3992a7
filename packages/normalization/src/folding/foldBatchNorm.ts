import { checkOptions, describe, warn } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import {
  affineLayer,
  channelAxis,
  foldAfter,
  foldBefore,
  whyNotAfter,
  whyNotBefore,
  type Affine,
  type AffineLayer,
} from './affineLayers.js';
import { checkModel, graphOf, isModel, type ModelGraph, type Reader } from './modelGraph.js';
import { rebuildModel } from './rebuildModel.js';
import { withoutConstraints } from './withoutConstraints.js';

/** A batch normalization that {@link foldBatchNorm} leaves where it is. */
export interface KeptLayer {
  /** Its name. */
  readonly name: string;
  /** Why it stays: what of the layers before and behind it is in the way. */
  readonly reason: string;
}

/** What {@link foldBatchNorm} takes. */
export interface FoldBatchNormOptions {
  /** Called for each batch normalization that stays. Default: a warning. */
  readonly onKept?: ((layer: KeptLayer) => void) | undefined;
}

const CLASSES = ['BatchNormalization', 'OccamBatchNormalization', 'OccamBatchRenormalization'];

/**
 * Makes a model without batch normalization that computes the same at inference: what it does with its running mean and variance
 * goes into the weights of the layer before it or, where that ends in an activation, of the one behind it.
 *
 *     s = γ / √(σ² + ε)      t = β − s·μ
 *     before   s·(W·x + b) + t  =  (s·W)·x + (s·b + t)
 *     behind   W·(s·x + t) + b  =  (W·s)·x + (W·t + b)
 *
 * Before it may be dense, dropConnect, conv1d, conv2d, conv3d, depthwiseConv2d, separableConv2d, conv2dTranspose or conv3dTranspose
 * without activation; behind it one of the first six, which pads nothing (with zeros in the border, W·t differs), also with flatten
 * between. A layer of which others read too, or that is used twice, cannot change. tfjs' own layer folds over the last axis only:
 * over another one it computes something else on each backend. What cannot be folded stays, and is reported.
 *
 * The model given stays as it is. The new one is not compiled, and its changed layers have no constraints. In training it is another
 * network: fold when training is done.
 *
 * @returns a new model, also where nothing can be folded
 * @throws TypeError or RangeError if it is no model, the model is not built yet or an option is wrong
 *
 * @example
 * ```ts
 * import { foldBatchNorm } from '@occam/normalization';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const model = tf.sequential();
 * model.add(tf.layers.dense({ units: 8, inputShape: [4] }));
 * model.add(tf.layers.batchNormalization());
 * model.add(tf.layers.reLU());
 * console.log(foldBatchNorm(model).layers.map((layer) => layer.getClassName()).join(' ')); // Dense ReLU
 * ```
 *
 * Jacob et al.: Quantization and training of neural networks for efficient integer-arithmetic-only inference, 2018, section 3.2.
 */
export function foldBatchNorm(
  model: tf.LayersModel,
  options: FoldBatchNormOptions = {},
): tf.LayersModel {
  checkModel('foldBatchNorm', model);
  checkOptions('foldBatchNorm', options, ['onKept']);
  const {
    onKept = ({ name, reason }) => warn(`foldBatchNorm leaves '${name}' where it is: ${reason}`),
  } = options;
  if (typeof onKept !== 'function') {
    throw new TypeError(`onKept must be a function, not ${describe(onKept)}`);
  }
  const kept = new Map<tf.layers.Layer, KeptLayer>();
  let copy: tf.LayersModel | undefined;
  tf.tidy(() => {
    const folding: Folding = { skipped: new Set(), changed: new Map(), kept };
    for (const part of modelsIn(model)) foldModel(part, folding);
    copy = rebuildModel(model, (layer) => {
      if (folding.skipped.has(layer)) return 'skip';
      const affine = folding.changed.get(layer);
      if (!affine) return undefined;
      const config = { ...withoutConstraints(layer.getConfig()), useBias: true };
      return { like: layer, config, weights: [...affine.weights, affine.bias] };
    });
  });
  kept.forEach(onKept);
  return copy!;
}

/** What was found out so far. */
interface Folding {
  /** What is left out. */
  readonly skipped: Set<tf.layers.Layer>;
  /** Whose weights change. */
  readonly changed: Map<tf.layers.Layer, AffineLayer>;
  /** What stays. */
  readonly kept: Map<tf.layers.Layer, KeptLayer>;
}

/** A model and all models inside it. */
function modelsIn(model: tf.LayersModel): Set<tf.LayersModel> {
  const found = new Set([model]);
  for (const one of found) {
    for (const layer of one.layers) if (isModel(layer)) found.add(layer);
  }
  return found;
}

function foldModel(model: tf.LayersModel, folding: Folding): void {
  const graph = graphOf(model);
  const { skipped, kept } = folding;
  // A layer that is folded may bring the ones around it together.
  for (let before = -1; skipped.size > before;) {
    before = skipped.size;
    for (const layer of graph.calls.keys()) {
      if (!CLASSES.includes(layer.getClassName()) || skipped.has(layer)) continue;
      const reason = foldLayer(graph, layer, folding);
      if (reason) kept.set(layer, { name: layer.name, reason });
      else kept.delete(layer);
    }
  }
}

/** Folds a batch normalization, or says why it cannot be. */
function foldLayer(
  graph: ModelGraph,
  layer: tf.layers.Layer,
  { skipped, changed }: Folding,
): string | undefined {
  const calls = graph.calls.get(layer)!;
  if (calls.length > 1) return 'it is used in several places';
  const change = (one: tf.layers.Layer): AffineLayer => {
    if (!changed.has(one)) changed.set(one, affineLayer(one));
    return changed.get(one)!;
  };
  const { inputTensors, outputTensors } = calls[0]!;
  const rank = inputTensors[0]!.shape.length;
  const axis = axisOf(layer, rank);
  if (layer.getClassName() === 'BatchNormalization' && axis !== rank - 1) {
    return `it normalizes the axis ${axis}, which tfjs' own layer computes wrongly on some backends`;
  }
  const before = findBefore(graph, inputTensors[0]!, axis, rank, skipped);
  if (typeof before !== 'string') {
    foldAfter(change(before), affineOf(layer));
    skipped.add(layer);
    return undefined;
  }
  const behind = findBehind(graph, outputTensors[0]!, axis, rank, skipped);
  if (typeof behind === 'string') return `${before}, and ${behind}`;
  const { scale, shift } = affineOf(layer);
  const repeated = (one: tf.Tensor) => tf.tile(one, [behind.repeat]);
  foldBefore(change(behind.layer), { scale: repeated(scale), shift: repeated(shift) });
  skipped.add(layer);
  return undefined;
}

/** The layer whose weights can take a change of its output, or why none can. */
function findBefore(
  { calls, readers }: ModelGraph,
  input: tf.SymbolicTensor,
  axis: number,
  rank: number,
  skipped: ReadonlySet<tf.layers.Layer>,
): tf.layers.Layer | string {
  let tensor = input;
  let shared = readers.get(tensor.id)!.length > 1;
  while (skipped.has(tensor.sourceLayer)) {
    tensor = calls.get(tensor.sourceLayer)![0]!.inputTensors[0]!;
    shared ||= readers.get(tensor.id)!.length > 1;
  }
  const layer = tensor.sourceLayer;
  const said = `the layer before it, '${layer.name}',`;
  if (shared) return `${said} is read by others too`;
  if (isModel(layer)) return `${said} is a model`;
  if (calls.get(layer)!.length > 1) return `${said} is used in several places`;
  const reason = whyNotAfter(layer);
  if (reason) return `${said} ${reason}`;
  return channelAxis(layer, rank) === axis ? layer : `${said} has its channels on another axis`;
}

/** The layer whose weights can take a change of its input, and how often its inputs repeat the channels; or why none can. */
function findBehind(
  { calls, readers }: ModelGraph,
  output: tf.SymbolicTensor,
  axis: number,
  rank: number,
  skipped: ReadonlySet<tf.layers.Layer>,
): { layer: tf.layers.Layer; repeat: number } | string {
  const only = (tensor: tf.SymbolicTensor): Reader | undefined => {
    const [first, ...others] = readers.get(tensor.id)!;
    if (others.length > 0) return undefined;
    return first !== 'output' && skipped.has(first!)
      ? only(calls.get(first!)![0]!.outputTensors[0]!)
      : first;
  };
  let layer = only(output);
  let repeat = 1;
  let place = axis;
  if (layer !== 'output' && layer?.getClassName() === 'Flatten' && calls.get(layer)!.length === 1) {
    const flattened = calls.get(layer)![0]!.outputTensors[0]!;
    const last = channelAxis(layer, rank) === axis;
    repeat = flattened.shape[1]! / output.shape[axis]!;
    place = last ? 1 : -1;
    layer = only(flattened);
  }
  if (!layer) return 'several layers read its output';
  if (layer === 'output') return "its output is the model's";
  const said = `the layer behind it, '${layer.name}',`;
  if (isModel(layer)) return `${said} is a model`;
  if (calls.get(layer)!.length > 1) return `${said} is used in several places`;
  const reason = whyNotBefore(layer);
  if (reason) return `${said} ${reason}`;
  const inputRank = calls.get(layer)![0]!.inputTensors[0]!.shape.length;
  return channelAxis(layer, inputRank) === place
    ? { layer, repeat }
    : `${said} has its channels on another axis`;
}

function axisOf(layer: tf.layers.Layer, rank: number): number {
  const { axis } = layer.getConfig();
  const one = Array.isArray(axis) ? (axis.length === 1 ? axis[0] : NaN) : axis;
  return Number(one) < 0 ? Number(one) + rank : Number(one);
}

/** What a batch normalization does at inference. */
function affineOf(layer: tf.layers.Layer): Affine {
  const weight = (name: string) =>
    layer.weights.find(({ originalName }) => originalName.split('/').at(-1) === name)?.read();
  const mean = weight('moving_mean')!;
  const { epsilon } = layer.getConfig();
  const inverse = tf.rsqrt(tf.add(weight('moving_variance')!, Number(epsilon)));
  const [gamma, beta] = [weight('gamma'), weight('beta')];
  const scale = gamma ? tf.mul(gamma, inverse) : inverse;
  const centred = tf.neg(tf.mul(scale, mean));
  return { scale, shift: beta ? tf.add(beta, centred) : centred };
}
