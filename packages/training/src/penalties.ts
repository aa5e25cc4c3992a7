import { lookupClass } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import { regularizersOf } from './layerRegularizers.js';
import { absolute } from './losses.js';
import { layersOf, selectWeights } from './modelLayers.js';
import type { ClassConfig } from './checkClassConfig.js';

/** A penalty of the weights by its registered name. */
export interface PenaltyConfig extends ClassConfig {
  /** The factor of the penalty, at least 0. Default 1. */
  weight: number;
  /**
   * What it acts on: 'kernels' (as Keras' `kernelRegularizer`), 'all' trainable weights (biases too), or the kernels of
   * the layers named. Default 'kernels'.
   */
  on: 'kernels' | 'all' | string[];
}

/** What is registered under the kind 'penalty': from a configuration to a function of one weight tensor. */
export type PenaltyFactory = (config: Record<string, unknown>) => (weights: tf.Tensor) => tf.Scalar;

/**
 * Prepares the sum of all penalties of a model: those of the objective, weight · Σ penalty(w), and those that its layers
 * bring along (tfjs' `kernelRegularizer`, `biasRegularizer`, …).
 *
 * @returns a function that computes the sum, or undefined if nothing is penalized
 * @throws RangeError if a penalty is not registered, or acts on a layer without a kernel
 */
export function createPenalty(
  penalties: readonly PenaltyConfig[],
  model: tf.LayersModel,
): (() => tf.Scalar) | undefined {
  const layers = layersOf(model).map(({ layer }) => layer);
  const summands = penalties.map(({ className, config, weight, on }) => {
    const penalty = (lookupClass('penalty', className) as PenaltyFactory)(config);
    return sumOfPenalty(
      className,
      penalty,
      selectWeights(`the penalty '${className}'`, model, on),
      weight,
    );
  });
  summands.push(...layers.map(lossesOf));
  if (tf.tidy(() => summands.flatMap((summand) => summand()).length === 0)) return undefined;
  return () => tf.addN(summands.flatMap((summand) => summand())) as tf.Scalar;
}

/**
 * Prepares weight · penalty(w) of some weights with tfjs' ops.
 *
 * @throws TypeError, once it is computed, if the penalty returns no scalar
 */
export function sumOfPenalty(
  className: string,
  penalty: ReturnType<PenaltyFactory>,
  variables: readonly tf.LayerVariable[],
  weight: number,
): () => tf.Tensor[] {
  return () =>
    variables.map((variable) => tf.mul(weight, checkScalar(className, penalty(variable.read()))));
}

/** tfjs' L1L2 has the derivative −l1 at w = 0; it is computed here with 0, so that a weight can stay at 0. */
function lossesOf(layer: tf.layers.Layer): () => tf.Tensor[] {
  const regularizers = regularizersOf(layer);
  if (!regularizers?.every(({ regularizer }) => regularizer.getClassName() === 'L1L2')) {
    return () => layer.calculateLosses();
  }
  return () =>
    regularizers.map(({ weight, regularizer }) => {
      const { l1, l2 } = regularizer.getConfig() as { l1: number; l2: number };
      const value = weight.read();
      const sizes = tf.mul(l1, tf.sum(absolute(value)));
      return tf.add(sizes, tf.mul(l2, tf.sum(tf.square(value))));
    });
}

function checkScalar(className: string, value: tf.Tensor): tf.Tensor {
  if (value.size !== 1 || value.rank !== 0) {
    throw new TypeError(
      `the penalty '${className}' must return a scalar, not a tensor of shape [${value.shape.join(', ')}]`,
    );
  }
  return value;
}
