import { adam } from './adam.js';
import type { UpdateRule } from './updateRule.js';

/**
 * Adam with decoupled weight decay: w ← w − α·λ·w beside the step of {@link adam}. Defaults: those of adam and
 * weightDecay { l2: 0.01 } on all weights, as in PyTorch (Keras: 0.004).
 *
 * Source: Loshchilov and Hutter (2019), "Decoupled weight decay regularization".
 */
export const adamw: UpdateRule = {
  ...adam,
  defaults: { ...adam.defaults, weightDecay: { l2: 0.01 } },
};
