import type { UpdateRule } from './updateRule.js';

/**
 * Stochastic gradient descent: w ← w − α·g. Defaults: learningRate 0.01, as in Keras; PyTorch has 0.001.
 */
export const sgd: UpdateRule = {
  defaults: { learningRate: 0.01 },
  slots: 0,
  update: (gradient) => ({ direction: gradient, state: [] }),
};
