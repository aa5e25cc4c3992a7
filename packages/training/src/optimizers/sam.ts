import { checkNumber, checkOptions } from '@occam/core';
import {
  configOf,
  type OptimizerConfig,
  type OptimizerOptions,
  type SamOptions,
} from './optimizerConfig.js';

/**
 * Adds sharpness-aware minimization to an optimizer: each step takes the gradient not at w, but at the worst point nearby,
 * as a first-order approximation finds it.
 *
 *     g ← ∇E(w)
 *     g ← ∇E(w + ρ · g / ‖g‖₂)        ‖·‖ over all trainable weights, E the whole objective on this batch
 *     the optimizer's step from w by g (clipped there, if it clips)
 *
 * Both passes have the same rows, masks and noise; only the first one moves the running statistics of batch normalization and is
 * what `loss`, `acc`, `objective` and `penalty` tell. A step costs about twice the time. Neither Keras nor PyTorch brings it along.
 *
 * The fused engine runs its plan twice, and moves the weights there and back by kernels.
 *
 * Source: Foret, Kleiner, Mobahi, Neyshabur (2021), "Sharpness-aware minimization for efficiently improving generalization".
 *
 * @param optimizer a name, or an optimizer with its options
 * @returns the optimizer with the option `sam`
 * @throws TypeError or RangeError if an option is unknown, of another type or out of range
 *
 * @example
 * ```ts
 * import { sam } from '@occam/training';
 *
 * console.log(sam('momentum')); // { name: 'momentum', sam: { rho: 0.05 } }
 * ```
 */
export function sam(optimizer: OptimizerOptions, options: SamOptions = {}): OptimizerConfig {
  return { ...configOf(optimizer), sam: resolveSam(options) };
}

/** Fills in the defaults of {@link sam} and checks its options. */
export function resolveSam(options: SamOptions): Required<SamOptions> {
  checkOptions('sam', options, ['rho']);
  const { rho = 0.05 } = options;
  checkNumber('sam.rho', rho, { above: 0 });
  return { rho };
}
