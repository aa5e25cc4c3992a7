import type { UpdateRule } from './updateRule.js';

/**
 * Stochastic gradient descent: w ← w − α·g. Defaults: learningRate 0.01, as in Keras; PyTorch has 0.001.
 */
export const sgd: UpdateRule = {
  defaults: { learningRate: 0.01 },
  slots: 0,
  update: (gradient) => ({ direction: gradient, state: [] }),
  lower:
    (kernels) =>
    ({ size, value, gradient, decay }, { scale, learningRate }) =>
      kernels.sgdStep(
        size,
        value.address,
        gradient.address,
        scale,
        learningRate,
        decay.l2,
        decay.l1,
      ),
};
