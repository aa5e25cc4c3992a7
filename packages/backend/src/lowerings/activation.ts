import type * as tf from '@tensorflow/tfjs';
import { LoweringError, type LayerLowering } from '../plan/lowering.js';
import { lowerActivation, lowerElementwise, lowerSoftmax } from './activations.js';

interface ActivationLayer extends tf.layers.Layer {
  readonly activation: { getClassName(): string };
}

/** Activation: y = f(x) by the name of f. */
export const lowerActivationLayer: LayerLowering = (layer, plan, [x]) =>
  lowerActivation(plan, x!, (layer as ActivationLayer).activation.getClassName(), layer.name);

/** ReLU: max(x, 0), with a bound above if `maxValue` is 6. */
export const lowerReLU: LayerLowering = (layer, plan, [x]) => {
  const { maxValue } = layer as tf.layers.Layer & { maxValue?: number | null };
  if (maxValue !== undefined && maxValue !== null) {
    throw new LoweringError(`the layer '${layer.name}' is a ReLU with maxValue ${maxValue}`);
  }
  return lowerActivation(plan, x!, 'relu', layer.name);
};

/** LeakyReLU: x, or α·x below 0. */
export const lowerLeakyReLU: LayerLowering = (layer, plan, [x]) => {
  const { alpha } = layer as tf.layers.Layer & { alpha: number };
  return lowerElementwise(plan, x!, { kind: 6, fromInput: true }, alpha);
};

/** ELU with α = 1, as tfjs computes it whatever α says. */
export const lowerELU: LayerLowering = (layer, plan, [x]) =>
  lowerActivation(plan, x!, 'elu', layer.name);

/** Softmax over the last axis. */
export const lowerSoftmaxLayer: LayerLowering = (layer, plan, [x]) => {
  const { axis } = layer as tf.layers.Layer & { axis: number | number[] };
  const axes = Array.isArray(axis) ? axis : [axis];
  if (axes.length !== 1 || (axes[0] !== -1 && axes[0] !== x!.shape.length)) {
    throw new LoweringError(`the layer '${layer.name}' is a Softmax over other than the last axis`);
  }
  return lowerSoftmax(plan, x!);
};
