import * as tf from '@tensorflow/tfjs';
import { lowerMomentum } from './lowerMomentum.js';
import type { UpdateRule } from './updateRule.js';

/**
 * Gradient descent with Nesterov's momentum, as in PyTorch: v ← μ·v + g, w ← w − α·(g + μ·v). Defaults: learningRate
 * 0.01, momentum 0.9.
 *
 * Source: Sutskever et al. (2013), "On the importance of initialization and momentum in deep learning".
 */
export const nesterov: UpdateRule = {
  defaults: { learningRate: 0.01, momentum: 0.9 },
  slots: 1,
  update(gradient, [velocity], options) {
    const next = tf.add(tf.mul(velocity!, options.momentum), gradient);
    return { direction: tf.add(gradient, tf.mul(next, options.momentum)), state: [next] };
  },
  lower: lowerMomentum({ nesterov: true }),
};
