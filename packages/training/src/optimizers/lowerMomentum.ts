import type { UpdateRule } from './updateRule.js';

/** The kernel call of gradient descent with momentum, Nesterov's or not. */
export function lowerMomentum({
  nesterov,
}: {
  nesterov: boolean;
}): NonNullable<UpdateRule['lower']> {
  return (kernels, options) =>
    ({ size, value, gradient, slots, decay }, { scale, learningRate }) =>
      kernels.momentumStep(
        size,
        value.address,
        gradient.address,
        slots[0]!,
        options.momentum,
        nesterov ? 1 : 0,
        scale,
        learningRate,
        decay.l2,
        decay.l1,
      );
}
