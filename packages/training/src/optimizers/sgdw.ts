import { momentum } from './momentum.js';
import type { UpdateRule } from './updateRule.js';

/**
 * Gradient descent with momentum and decoupled weight decay: w ← w − α·λ·w beside the step of {@link momentum}, where the
 * `weight_decay` of PyTorch's SGD goes through the momentum. Defaults: those of momentum and weightDecay { l2: 0.0005 } on all
 * weights.
 *
 * Source: Loshchilov and Hutter (2019), "Decoupled weight decay regularization".
 */
export const sgdw: UpdateRule = {
  ...momentum,
  defaults: { ...momentum.defaults, weightDecay: { l2: 0.0005 } },
};
