import * as tf from '@tensorflow/tfjs';
import type { UpdateRule } from './updateRule.js';

/**
 * RMSprop: s ← ρ·s + (1 − ρ)·g², w ← w − α·g / (√s + ε). Defaults: learningRate 0.001 and rho 0.9, as in Keras
 * (PyTorch: 0.01 and 0.99); epsilon 1e-8, outside the root, as in PyTorch.
 *
 * Source: Tieleman and Hinton (2012), lecture 6.5 of "Neural networks for machine learning".
 */
export const rmsprop: UpdateRule = {
  defaults: { learningRate: 0.001, rho: 0.9, epsilon: 1e-8 },
  slots: 1,
  update(gradient, [squares], { rho, epsilon }) {
    const next = tf.add(tf.mul(squares!, rho), tf.mul(tf.square(gradient), 1 - rho));
    return { direction: tf.div(gradient, tf.add(tf.sqrt(next), epsilon)), state: [next] };
  },
  lower:
    (kernels, { epsilon, rho }) =>
    ({ size, value, gradient, slots, decay }, { scale, learningRate }) =>
      kernels.rootMeanSquareStep(
        size,
        value.address,
        gradient.address,
        slots[0]!,
        rho,
        1 - rho,
        epsilon,
        scale,
        learningRate,
        decay.l2,
        decay.l1,
      ),
};
