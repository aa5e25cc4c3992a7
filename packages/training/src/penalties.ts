import type { ClassConfig } from './recipe.js';

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
