import * as tf from '@tensorflow/tfjs';
import { ACTIVATION_DERIVATIVES, type Derivatives } from './activationDerivatives.js';
import { followUnits } from './followUnits.js';
import type { KernelLayer, TfjsActivation } from './kernelLayer.js';

/** The gradient and the diagonal of the second derivatives of something by the same values, shape [n, …]. */
export interface Slopes {
  /** The gradient. */
  readonly first: tf.Tensor;
  /** The diagonal of the second derivatives. */
  readonly second: tf.Tensor;
}

/** A step of a network that is a chain, as a function of its input. */
export interface ChainStep {
  /** The layer that it belongs to. */
  readonly layer: tf.layers.Layer;
  /** Whether it is the product with the layer's kernel. */
  readonly product: boolean;
  /** Passes values forward. */
  forward(x: tf.Tensor): tf.Tensor;
  /** Pulls slopes back to the step's input x. */
  pull(slopes: Slopes, x: tf.Tensor): Slopes;
}

interface ChainLayer extends KernelLayer {
  readonly alpha: number;
  readonly epsilon: number;
  readonly gamma: tf.LayerVariable | null;
  readonly beta: tf.LayerVariable | null;
  readonly movingMean: tf.LayerVariable;
  readonly movingVariance: tf.LayerVariable;
}

/** Noise does nothing at inference. */
const IDENTITY = /^(InputLayer|(Occam)?\w*Dropout\w*|(Occam)?GaussianNoise|OccamStochasticDepth)$/;

/**
 * Reads a multilayer perceptron as a chain of steps, at inference; its last softmax, or sigmoid, is left out: slopes begin at the logits.
 *
 * @throws RangeError naming the first layer that is not known, or that the chain ends at
 */
export function denseChain(owner: string, model: tf.LayersModel): ChainStep[] {
  const steps: ChainStep[] = [];
  model.layers.forEach((layer, index) => {
    // Throws where the outputs go to several layers.
    if (index < model.layers.length - 1) followUnits(owner, model, layer);
    steps.push(...stepsOf(owner, layer as ChainLayer, index === model.layers.length - 1));
  });
  return steps;
}

function stepsOf(owner: string, layer: ChainLayer, last: boolean): ChainStep[] {
  const name = layer.getClassName();
  if (IDENTITY.test(name)) return [];
  if (name === 'Dense' || name === 'OccamDropConnect') {
    return [productStep(layer), ...activationSteps(owner, layer, layer.activation, last)];
  }
  if (name === 'Activation') return activationSteps(owner, layer, layer.activation, last);
  if (name === 'Softmax' && last) return [];
  if (name === 'ReLU') return [elementwise(layer, ACTIVATION_DERIVATIVES['relu']!, tf.relu)];
  if (name === 'LeakyReLU') {
    const { alpha } = layer;
    return [
      elementwise(
        layer,
        (z) => [tf.step(z, alpha), tf.zerosLike(z)],
        (z) => tf.leakyRelu(z, alpha),
      ),
    ];
  }
  if (name === 'Flatten') return [flattenStep(layer)];
  if (name === 'BatchNormalization' || name === 'OccamBatchNormalization') {
    return [scalingStep(layer)];
  }
  throw new RangeError(
    `${owner} knows the second derivatives of multilayer perceptrons, not of '${layer.name}', a ${name}`,
  );
}

function activationSteps(
  owner: string,
  layer: tf.layers.Layer,
  activation: TfjsActivation | null,
  last: boolean,
): ChainStep[] {
  const name = activation?.getClassName() ?? 'linear';
  if (name === 'linear' || (last && (name === 'softmax' || name === 'sigmoid'))) return [];
  const derivatives = ACTIVATION_DERIVATIVES[name];
  if (!derivatives) {
    throw new RangeError(
      `${owner} does not know the second derivative of '${name}', the activation of '${layer.name}'; ` +
        `it knows ${Object.keys(ACTIVATION_DERIVATIVES).join(', ')}`,
    );
  }
  return [elementwise(layer, derivatives, (z) => activation!.apply(z))];
}

/** z = x·W + b: ∂²/∂x_i² = Σ_j w_ij² ∂²/∂z_j², if the units j do not work together. */
function productStep(layer: KernelLayer): ChainStep {
  const kernel = () => layer.kernel.read() as tf.Tensor2D;
  return {
    layer,
    product: true,
    forward(x) {
      const z = tf.matMul(x as tf.Tensor2D, kernel());
      return layer.bias ? tf.add(z, layer.bias.read()) : z;
    },
    pull: ({ first, second }) => ({
      first: tf.matMul(first as tf.Tensor2D, kernel(), false, true),
      second: tf.matMul(second as tf.Tensor2D, tf.square(kernel()), false, true),
    }),
  };
}

/** y = f(z): ∂/∂z = f′ ∂/∂y, ∂²/∂z² = f′² ∂²/∂y² + f″ ∂/∂y. */
function elementwise(
  layer: tf.layers.Layer,
  derivatives: Derivatives,
  forward: (z: tf.Tensor) => tf.Tensor,
): ChainStep {
  return {
    layer,
    product: false,
    forward,
    pull({ first, second }, z) {
      const [slope, curve] = derivatives(z);
      return {
        first: tf.mul(first, slope),
        second: tf.add(tf.mul(second, tf.square(slope)), tf.mul(first, curve)),
      };
    },
  };
}

function flattenStep(layer: tf.layers.Layer): ChainStep {
  return {
    layer,
    product: false,
    forward: (x) => layer.apply(x) as tf.Tensor,
    pull: ({ first, second }, x) => ({
      first: tf.reshape(first, x.shape),
      second: tf.reshape(second, x.shape),
    }),
  };
}

/** Batch normalization with its running statistics: y = (x − μ)·s + β. */
function scalingStep(layer: ChainLayer): ChainStep {
  const scale = () => {
    const inverse = tf.rsqrt(tf.add(layer.movingVariance.read(), layer.epsilon));
    return layer.gamma ? tf.mul(inverse, layer.gamma.read()) : inverse;
  };
  return {
    layer,
    product: false,
    forward: (x) => layer.apply(x, { training: false }) as tf.Tensor,
    pull: ({ first, second }) => ({
      first: tf.mul(first, scale()),
      second: tf.mul(second, tf.square(scale())),
    }),
  };
}
