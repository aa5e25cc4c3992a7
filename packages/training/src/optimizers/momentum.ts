import * as tf from '@tensorflow/tfjs';
import { lowerMomentum } from './lowerMomentum.js';
import type { UpdateRule } from './updateRule.js';

/**
 * Gradient descent with momentum, as in PyTorch: v ← μ·v + g, w ← w − α·v. (Keras keeps v ← μ·v − α·g, the same
 * while the learning rate is constant.) Defaults: learningRate 0.01, momentum 0.9.
 *
 * Source: Polyak (1964), "Some methods of speeding up the convergence of iteration methods".
 */
export const momentum: UpdateRule = {
  defaults: { learningRate: 0.01, momentum: 0.9 },
  slots: 1,
  update(gradient, [velocity], options) {
    const next = tf.add(tf.mul(velocity!, options.momentum), gradient);
    return { direction: next, state: [next] };
  },
  lower: lowerMomentum({ nesterov: false }),
};
