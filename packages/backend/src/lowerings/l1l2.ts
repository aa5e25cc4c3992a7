import type { PenaltyLowering } from '../plan/lowering.js';

/** tfjs' L1L2: l1·Σ|w| + l2·Σw². */
export const lowerL1L2: PenaltyLowering = (config, { value, gradient, size }, weight, plan) => {
  const l1 = weight * Number(config['l1'] ?? 0);
  const l2 = weight * Number(config['l2'] ?? 0);
  return () =>
    plan.kernels.l1l2Penalty(size, value.address, gradient ? gradient.address : 0, l1, l2);
};
