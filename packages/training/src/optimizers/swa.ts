import { checkInteger, checkNumber, checkOptions } from '@occam/core';
import {
  configOf,
  type OptimizerConfig,
  type OptimizerOptions,
  type SwaOptions,
} from './optimizerConfig.js';

/**
 * Adds stochastic weight averaging to an optimizer: the mean of the trainable weights after the epochs
 * e₀, e₀ + every, e₀ + 2·every, … with e₀ = ⌊start · epochs⌋ counted from 0, a ← a + (w − a) / n, as PyTorch's `AveragedModel`. The
 * steps themselves go on from w.
 *
 * From e₀ on, validation measures the mean, early stopping keeps that of the best epoch (or the plain weights of an epoch before
 * e₀ that was better), and it is what the model holds at the end. If training ends before e₀, there is no mean. Whenever it is put in,
 * batch normalization recomputes its running mean and variance over the training rows (PyTorch's `update_bn`), which costs one
 * forward pass. Callbacks read and replace w; a training that is aborted or fails leaves w, or the best epoch's weights.
 *
 * The paper holds the learning rate constant and high, or lets it cycle, while it averages; PyTorch anneals to such a rate with
 * `SWALR`. That is up to the `learningRateSchedule` here: after one that ends near 0 there is nothing to average.
 *
 * The fused engine averages by one kernel call for each weight.
 *
 * Source: Izmailov et al. (2018), "Averaging weights leads to wider optima and better generalization".
 *
 * @param optimizer a name, or an optimizer with its options
 * @returns the optimizer with the option `swa`
 * @throws TypeError or RangeError if an option is unknown, of another type or out of range
 *
 * @example
 * ```ts
 * import { swa } from '@occam/training';
 *
 * console.log(swa('momentum')); // { name: 'momentum', swa: { start: 0.75, every: 1 } }
 * ```
 */
export function swa(optimizer: OptimizerOptions, options: SwaOptions = {}): OptimizerConfig {
  return { ...configOf(optimizer), swa: resolveSwa(options) };
}

/** Fills in the defaults of {@link swa} and checks its options. */
export function resolveSwa(options: SwaOptions): Required<SwaOptions> {
  checkOptions('swa', options, ['start', 'every']);
  const { start = 0.75, every = 1 } = options;
  checkNumber('swa.start', start, { min: 0, below: 1 });
  checkInteger('swa.every', every, { min: 1 });
  return { start, every };
}
