import * as tf from '@tensorflow/tfjs';
import type { UpdateRule } from './updateRule.js';

/**
 * Adam, as in PyTorch: m ← β₁·m + (1 − β₁)·g, s ← β₂·s + (1 − β₂)·g²,
 * w ← w − α · m/(1 − β₁ᵗ) / (√(s/(1 − β₂ᵗ)) + ε).
 *
 * Defaults: learningRate 0.001, beta1 0.9, beta2 0.999, epsilon 1e-8 (Keras: 1e-7, added before the bias correction of s).
 *
 * Source: Kingma and Ba (2015), "Adam: a method for stochastic optimization".
 */
export const adam: UpdateRule = {
  defaults: { learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
  slots: 2,
  update(gradient, [mean, squares], { beta1, beta2, epsilon }, step) {
    const nextMean = tf.add(tf.mul(mean!, beta1), tf.mul(gradient, 1 - beta1));
    const nextSquares = tf.add(tf.mul(squares!, beta2), tf.mul(tf.square(gradient), 1 - beta2));
    // Both corrections in one factor: (m/c₁) / (√s/√c₂ + ε) = m·(√c₂/c₁) / (√s + ε·√c₂).
    const c1 = 1 - beta1 ** step;
    const rootC2 = Math.sqrt(1 - beta2 ** step);
    const root = tf.add(tf.sqrt(nextSquares), epsilon * rootC2);
    const direction = tf.div(tf.mul(nextMean, rootC2 / c1), root);
    return { direction, state: [nextMean, nextSquares] };
  },
  lower(kernels, { beta1, beta2, epsilon }) {
    return ({ size, value, gradient, slots, decay }, { step, scale, learningRate }) => {
      const c1 = 1 - beta1 ** step;
      const rootC2 = Math.sqrt(1 - beta2 ** step);
      kernels.adamStep(
        size,
        value.address,
        gradient.address,
        slots[0]!,
        slots[1]!,
        beta1,
        1 - beta1,
        beta2,
        1 - beta2,
        rootC2 / c1,
        epsilon * rootC2,
        scale,
        learningRate,
        decay.l2,
        decay.l1,
      );
    };
  },
};
