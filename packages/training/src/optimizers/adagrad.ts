import * as tf from '@tensorflow/tfjs';
import type { UpdateRule } from './updateRule.js';

/**
 * Adagrad: s ← s + g², w ← w − α·g / (√s + ε). Defaults: learningRate 0.01 and epsilon 1e-10, and s starts at 0,
 * as in PyTorch (Keras: 0.001, 1e-7, and s starts at 0.1).
 *
 * Source: Duchi, Hazan, Singer (2011), "Adaptive subgradient methods for online learning".
 */
export const adagrad: UpdateRule = {
  defaults: { learningRate: 0.01, epsilon: 1e-10 },
  slots: 1,
  update(gradient, [squares], { epsilon }) {
    const next = tf.add(squares!, tf.square(gradient));
    return { direction: tf.div(gradient, tf.add(tf.sqrt(next), epsilon)), state: [next] };
  },
  lower:
    (kernels, { epsilon }) =>
    ({ size, value, gradient, slots, decay }, { scale, learningRate }) =>
      kernels.rootMeanSquareStep(
        size,
        value.address,
        gradient.address,
        slots[0]!,
        1,
        1,
        epsilon,
        scale,
        learningRate,
        decay.l2,
        decay.l1,
      ),
};
