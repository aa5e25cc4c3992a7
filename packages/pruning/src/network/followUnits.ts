import type * as tf from '@tensorflow/tfjs';
import { hasUnits, type KernelLayer } from './kernelLayer.js';

interface Node {
  readonly outboundLayer: tf.layers.Layer;
}

/** Layers that leave each unit's outputs its own: what stands behind them is still "the output of the unit". */
const PER_UNIT = [
  'Activation',
  'ReLU',
  'LeakyReLU',
  'ELU',
  'PReLU',
  'ThresholdedReLU',
  'Softmax',
  'BatchNormalization',
  'LayerNormalization',
  'Dropout',
  'SpatialDropout1D',
  'GaussianNoise',
  'GaussianDropout',
  'AlphaDropout',
  'ActivityRegularization',
];

/** Layers that give the outputs another shape in which the units still are the last axis, or one number in `units`. */
const RESHAPING = [
  'Flatten',
  'MaxPooling1D',
  'MaxPooling2D',
  'AveragePooling1D',
  'AveragePooling2D',
  'GlobalAveragePooling1D',
  'GlobalAveragePooling2D',
  'GlobalMaxPooling1D',
  'GlobalMaxPooling2D',
];

/** The way of a layer's units to the next layer with units. */
export interface UnitPath {
  /** The last layer behind which each unit still has its own outputs: an activation or normalization after the layer, or itself. */
  readonly end: tf.layers.Layer;
  /** The layer that takes these outputs; undefined for the network's outputs. */
  readonly next: KernelLayer | undefined;
  /** The layers from the one asked for (left out) up to `end`. */
  readonly between: readonly tf.layers.Layer[];
}

/**
 * Follows the outputs of a layer through activations, normalization, noise, pooling and flattening.
 *
 * @param owner who asks, for the message
 * @param from a layer of the model
 * @throws RangeError if the outputs go to several layers, or to one that mixes units in a way that is not known
 */
export function followUnits(owner: string, model: tf.LayersModel, from: tf.layers.Layer): UnitPath {
  let layer = from;
  let end = from;
  const between: tf.layers.Layer[] = [];
  let reshaped = false;
  for (;;) {
    const consumers = consumersOf(model, layer);
    if (consumers.length === 0) return { end, next: undefined, between };
    if (consumers.length > 1) {
      throw new RangeError(
        `${owner}: the outputs of '${layer.name}' go to several layers ` +
          `(${consumers.map(({ name }) => `'${name}'`).join(', ')}), and only chains are known`,
      );
    }
    const [next] = consumers as [tf.layers.Layer];
    if (hasUnits(next)) return { end, next, between };
    if (isPerUnit(next)) {
      if (!reshaped) between.push((end = next));
    } else if (RESHAPING.includes(next.getClassName())) reshaped = true;
    else {
      throw new RangeError(
        `${owner}: the outputs of '${from.name}' go to '${next.name}', a ${next.getClassName()}, through which units cannot be followed`,
      );
    }
    layer = next;
  }
}

/**
 * As {@link followUnits}, for who needs a next layer.
 *
 * @throws RangeError besides if the layer's outputs are the network's
 */
export function nextLayerOf(
  owner: string,
  model: tf.LayersModel,
  from: tf.layers.Layer,
): { end: tf.layers.Layer; next: KernelLayer } {
  const { end, next } = followUnits(owner, model, from);
  if (!next) {
    throw new RangeError(
      `${owner} looks at the weights to the next layer, but the outputs of '${from.name}' are the network's`,
    );
  }
  return { end, next };
}

function isPerUnit(layer: tf.layers.Layer): boolean {
  const name = layer.getClassName();
  return PER_UNIT.includes(name) || OCCAM_PER_UNIT.test(name);
}

/** Noise and normalization of our own packages, by the names under which tfjs saves them. */
const OCCAM_PER_UNIT =
  /^Occam(\w*Dropout\w*|\w*Noise|StochasticDepth|\w*Normalization|BatchRe\w*)$/;

/** The layers of the model that take a layer's outputs. */
function consumersOf(model: tf.LayersModel, layer: tf.layers.Layer): tf.layers.Layer[] {
  const own = new Set(model.layers);
  const nodes = layer.outboundNodes as unknown as Node[];
  return [...new Set(nodes.map(({ outboundLayer }) => outboundLayer))].filter((l) => own.has(l));
}
