import type { PenaltyContext } from '@occam/backend';
import { describe, lookupClass } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import { activityLossesOf, regularizersOf } from './layerRegularizers.js';
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
export type PenaltyFactory = (
  config: Record<string, unknown>,
  context: PenaltyContext,
) => (weights: tf.Tensor) => tf.Scalar;

/** What a penalty of the objective may know of the model. */
export function contextOf(model: tf.LayersModel): PenaltyContext {
  const sizes = model.trainableWeights.map(({ shape }) =>
    shape.reduce<number>((n, m) => n * m!, 1),
  );
  return { weightCount: sizes.reduce((sum, size) => sum + size, 0) };
}

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
  const context = contextOf(model);
  const summands = penalties.map(({ className, config, weight, on }) => {
    const penalty = (lookupClass('penalty', className) as PenaltyFactory)(config, context);
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
    variables.map((variable) =>
      tf.mul(weight, checkScalar(`the penalty '${className}'`, penalty(variable.read()))),
    );
}

/** tfjs' L1L2 has the derivative −l1 at w = 0; it is computed here with 0, so that a weight can stay at 0. */
function lossesOf(layer: tf.layers.Layer): () => tf.Tensor[] {
  const regularizers = regularizersOf(layer);
  if (!regularizers?.every(({ regularizer }) => regularizer.getClassName() === 'L1L2')) {
    const owner = `a regularizer of the layer '${layer.name}'`;
    return () => layer.losses.map((loss) => checkScalar(owner, loss()));
  }
  const ofActivity = activityLossesOf(layer);
  return () => [
    ...regularizers.map(({ weight, regularizer }) => {
      const { l1, l2 } = regularizer.getConfig() as { l1: number; l2: number };
      const value = weight.read();
      const sizes = tf.mul(l1, tf.sum(absolute(value)));
      return tf.add(sizes, tf.mul(l2, tf.sum(tf.square(value))));
    }),
    ...ofActivity.map((loss) => loss()),
  ];
}

/**
 * Checks what a penalty returns.
 *
 * @throws TypeError if it is no scalar
 */
export function checkScalar(owner: string, value: unknown): tf.Tensor {
  if (value instanceof tf.Tensor && value.rank === 0) return value;
  const got =
    value instanceof tf.Tensor ? `a tensor of shape [${value.shape.join(', ')}]` : describe(value);
  throw new TypeError(`${owner} must return a scalar, not ${got}`);
}
