import * as tf from '@tensorflow/tfjs';
import { KNOWN_ACTIVATIONS, pullThroughActivation } from './activationPull.js';

/** A layer at one input, in inference mode: what it returns, and how gradients pass it. */
export interface PassedLayer {
  /** The layer's output, shape [n, …]. */
  readonly output: tf.Tensor;
  /**
   * Pulls gradients back: from ∂/∂output, shape [n or 1, count, …output], to ∂/∂input, shape [n or 1, count, …input]; with
   * operations that tfjs can differentiate.
   */
  pull(gradients: tf.Tensor): tf.Tensor;
  /** Whether {@link pull} only gives the gradients another shape. Default false. */
  readonly reshapes?: boolean | undefined;
  /** The mean over the rows of Σ pull(gradients)², where that is cheaper than pulling. Default: by pulling. */
  meanOfSquares?(gradients: tf.Tensor): tf.Tensor;
}

/** What is registered under the kind 'derivative' for a layer's class: passes an input forward in inference mode. */
export type LayerDerivative = (layer: tf.layers.Layer, input: tf.Tensor) => PassedLayer;

interface TfjsActivation {
  getClassName(): string;
  apply(z: tf.Tensor): tf.Tensor;
}

interface LayerFields extends tf.layers.Layer {
  readonly kernel: tf.LayerVariable;
  readonly bias: tf.LayerVariable | null;
  readonly activation: TfjsActivation | null;
  readonly axis: number | number[];
  readonly alpha: number;
  readonly maxValue?: number | null;
  readonly epsilon: number;
  readonly gamma: tf.LayerVariable | null;
  readonly beta: tf.LayerVariable | null;
  readonly movingMean: tf.LayerVariable;
  readonly movingVariance: tf.LayerVariable;
}

/**
 * Dense: z = x·W + b over the last axis; ∂/∂x = G·Wᵀ with G = ∂/∂y · f′(z). With many gradients of few units the sum of
 * its squares is Σ (G·WᵀW) · G, which needs no rows of as many elements as there are inputs.
 */
const passDense: LayerDerivative = (layer, input) => {
  const { kernel, bias, activation } = layer as LayerFields;
  const weights = kernel.read() as tf.Tensor2D;
  const [inputs, units] = weights.shape;
  const product = tf.matMul(tf.reshape(input, [-1, inputs]), weights);
  const shifted = bias ? tf.add(product, bias.read()) : product;
  const z = tf.reshape(shifted, [...input.shape.slice(0, -1), units]);
  const { output, pull } = passActivation(activation, z);
  return {
    output,
    pull(gradients) {
      const ofZ = pull(gradients);
      const pulled = tf.matMul(tf.reshape(ofZ, [-1, units]), weights, false, true);
      return tf.reshape(pulled, [...ofZ.shape.slice(0, -1), inputs]);
    },
    meanOfSquares(gradients) {
      const ofZ = pull(gradients);
      const flat: tf.Tensor2D = tf.reshape(ofZ, [-1, units]);
      const rows = flat.shape[0];
      const squares =
        units * (rows + inputs) < rows * inputs
          ? tf.mul(tf.matMul(flat, tf.matMul(weights, weights, true, false)), flat)
          : tf.square(tf.matMul(flat, weights, false, true));
      return tf.div(tf.sum(squares), ofZ.shape[0]!);
    },
  };
};

/** y = f(z) by tfjs' activation object; none is linear. */
function passActivation(activation: TfjsActivation | null, z: tf.Tensor): PassedLayer {
  const name = activation?.getClassName() ?? 'linear';
  const output = name === 'linear' ? z : activation!.apply(z);
  return { output, pull: (gradients) => pullThroughActivation(name, z, output, gradients) };
}

/** An element-wise layer with the slope given. */
function passSlope(output: tf.Tensor, slope: tf.Tensor): PassedLayer {
  return { output, pull: (gradients) => tf.mul(gradients, tf.expandDims(slope, 1)) };
}

const passReLU: LayerDerivative = (layer, x) => {
  const { maxValue } = layer as LayerFields;
  const slope =
    maxValue === undefined || maxValue === null
      ? tf.step(x)
      : tf.mul(tf.step(x), tf.step(tf.sub(maxValue, x)));
  return passSlope(layer.apply(x) as tf.Tensor, slope);
};

/** x, or α·x below 0. */
const passLeakyReLU: LayerDerivative = (layer, x) => {
  const { alpha } = layer as LayerFields;
  return passSlope(tf.leakyRelu(x, alpha), tf.step(x, alpha));
};

const passELU: LayerDerivative = (_, x) => {
  const output = tf.elu(x);
  return { output, pull: (gradients) => pullThroughActivation('elu', x, output, gradients) };
};

const passSoftmax: LayerDerivative = (_, x) => {
  const output = tf.softmax(x);
  return { output, pull: (gradients) => pullThroughActivation('softmax', x, output, gradients) };
};

/** Layers that only give the elements of a row another shape. */
const passReshape: LayerDerivative = (layer, x) => ({
  output: layer.apply(x, { training: false }) as tf.Tensor,
  pull: (gradients) => tf.reshape(gradients, [...gradients.shape.slice(0, 2), ...x.shape.slice(1)]),
  reshapes: true,
});

/** Layers of noise let everything pass in inference. */
const passIdentity: LayerDerivative = (_, x) => ({
  output: x,
  pull: (gradients) => gradients,
  reshapes: true,
});

/** BatchNormalization with its running statistics: y = (x − μ)·s + β, s = γ / √(σ² + ε). */
const passBatchNormalization: LayerDerivative = (layer, x) => {
  const { epsilon, gamma, movingVariance } = layer as LayerFields;
  const inverse = tf.rsqrt(tf.add(movingVariance.read(), epsilon));
  const scale = gamma ? tf.mul(inverse, gamma.read()) : inverse;
  return {
    output: layer.apply(x, { training: false }) as tf.Tensor,
    pull: (gradients) => tf.mul(gradients, scale),
  };
};

/** tfjs' layers of noise, and those of this package by the names under which tfjs saves them. */
export const NOISE: readonly string[] = [
  'Dropout',
  'SpatialDropout1D',
  'GaussianNoise',
  'GaussianDropout',
  'AlphaDropout',
  'OccamDropout',
  'OccamSpatialDropout1d',
  'OccamSpatialDropout2d',
  'OccamGaussianNoise',
  'OccamGaussianDropout',
  'OccamAlphaDropout',
  'OccamStochasticDepth',
];

/** The layers of tfjs and of this package that gradients can be pulled back through. */
export const LAYER_DERIVATIVES: Readonly<Record<string, LayerDerivative>> = {
  InputLayer: passIdentity,
  Dense: passDense,
  Activation: (layer, x) => passActivation((layer as LayerFields).activation, x),
  ReLU: passReLU,
  LeakyReLU: passLeakyReLU,
  ELU: passELU,
  Softmax: passSoftmax,
  Flatten: passReshape,
  Reshape: passReshape,
  BatchNormalization: passBatchNormalization,
  OccamBatchNormalization: passBatchNormalization,
  OccamBatchRenormalization: passBatchNormalization,
  // At inference the mean network; its samples are refused below.
  OccamDropConnect: passDense,
  ...Object.fromEntries(NOISE.map((name) => [name, passIdentity])),
};

/** Layers with an axis, which must be the last one. */
const OVER_ONE_AXIS = /^(Softmax|(Occam)?Batch(Re)?[Nn]ormalization)$/;

/**
 * What keeps a layer of a known class from being differentiated; undefined: nothing.
 *
 * @param rank of its input, the batch axis counted
 */
export function obstacleOf(layer: tf.layers.Layer, rank: number): string | undefined {
  const { activation, axis } = layer as LayerFields;
  const name = activation?.getClassName?.();
  if (name !== undefined && !KNOWN_ACTIVATIONS.includes(name)) {
    return `has the activation '${name}'`;
  }
  const { dataFormat } = layer as tf.layers.Layer & { dataFormat?: string };
  if (layer.getClassName() === 'Flatten' && dataFormat === 'channelsFirst' && rank > 2) {
    return "flattens in the order 'channelsFirst'";
  }
  const { samples } = layer as tf.layers.Layer & { samples?: number };
  if (layer.getClassName() === 'OccamDropConnect' && (samples ?? 0) > 0) {
    return `averages ${samples} samples at inference`;
  }
  if (OVER_ONE_AXIS.test(layer.getClassName())) {
    const axes = Array.isArray(axis) ? axis : [axis];
    if (axes.length !== 1 || (axes[0] !== -1 && axes[0] !== rank - 1)) {
      return `works over the axis ${String(axis)}, not the last one`;
    }
  }
  return undefined;
}
