import { checkNumber, checkOptions } from '@occam/core';
import {
  configOf,
  type EmaOptions,
  type OptimizerConfig,
  type OptimizerOptions,
} from './optimizerConfig.js';

/**
 * Adds an exponential moving average of the weights to an optimizer: after each step a ← decay · a + (1 − decay) · w for all
 * trainable weights, starting from the weights after the first step, as Keras' `use_ema` and PyTorch's `AveragedModel`
 * with `get_ema_avg_fn`. The steps themselves go on from w.
 *
 * Validation measures the averages, early stopping keeps those of the best epoch, and they are what the model holds at the
 * end: the weights that are measured are the weights that are returned (in Keras only with the callback
 * `SwapEMAWeights`). Whenever the averages are put in, batch normalization recomputes its running mean and variance over the
 * training rows, which costs one forward pass. `loss` and `acc` are measured while w is trained, and callbacks read and replace w.
 * A training that is aborted or fails leaves w, or the best epoch's averages. Constraints hold for w; as in Keras, they do not
 * project the averages.
 *
 * The fused engine averages by one kernel call for each weight.
 *
 * Source: Polyak and Juditsky (1992), "Acceleration of stochastic approximation by averaging"; Tarvainen and Valpola (2017),
 * "Mean teachers are better role models".
 *
 * @param optimizer a name, or an optimizer with its options
 * @returns the optimizer with the option `ema`
 * @throws TypeError or RangeError if an option is unknown, of another type or out of range
 *
 * @example
 * ```ts
 * import { ema } from '@occam/training';
 *
 * console.log(ema('adam')); // { name: 'adam', ema: { decay: 0.99 } }
 * ```
 */
export function ema(optimizer: OptimizerOptions, options: EmaOptions = {}): OptimizerConfig {
  return { ...configOf(optimizer), ema: resolveEma(options) };
}

/** Fills in the defaults of {@link ema} and checks its options. */
export function resolveEma(options: EmaOptions): Required<EmaOptions> {
  checkOptions('ema', options, ['decay']);
  const { decay = 0.99 } = options;
  checkNumber('ema.decay', decay, { min: 0, below: 1 });
  return { decay };
}
