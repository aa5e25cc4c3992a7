import { checkInteger, checkNumber, checkOptions } from '@occam/core';
import {
  configOf,
  type LookaheadOptions,
  type OptimizerConfig,
  type OptimizerOptions,
} from './optimizerConfig.js';

/**
 * Adds lookahead to an optimizer: slow weights φ, at first the initial weights, follow the fast weights w.
 *
 *     k fast steps of the optimizer on w
 *     φ ← φ + α · (w − φ),   w ← φ              k = syncPeriod, α = slowStepSize
 *
 * The moments of the fast optimizer stay as they are. Between two synchronizations, what is validated, kept as best and left at
 * the end is φ + α · (w − φ), the slow weights as a synchronization would make them now: the paper returns φ itself, which lags
 * up to k − 1 steps; the Lookahead of TensorFlow Addons (whose k is 6 by default) leaves w. Callbacks read and replace w.
 *
 * The fused engine synchronizes by one kernel call for each weight, every k steps.
 *
 * Source: Zhang, Lucas, Hinton, Ba (2019), "Lookahead optimizer: k steps forward, 1 step back".
 *
 * @param optimizer a name, or an optimizer with its options
 * @returns the optimizer with the option `lookahead`
 * @throws TypeError or RangeError if an option is unknown, of another type or out of range
 *
 * @example
 * ```ts
 * import { lookahead } from '@occam/training';
 *
 * console.log(lookahead('adam').lookahead); // { syncPeriod: 5, slowStepSize: 0.5 }
 * ```
 */
export function lookahead(
  optimizer: OptimizerOptions,
  options: LookaheadOptions = {},
): OptimizerConfig {
  return { ...configOf(optimizer), lookahead: resolveLookahead(options) };
}

/** Fills in the defaults of {@link lookahead} and checks its options. */
export function resolveLookahead(options: LookaheadOptions): Required<LookaheadOptions> {
  checkOptions('lookahead', options, ['syncPeriod', 'slowStepSize']);
  const { syncPeriod = 5, slowStepSize = 0.5 } = options;
  checkInteger('lookahead.syncPeriod', syncPeriod, { min: 1 });
  checkNumber('lookahead.slowStepSize', slowStepSize, { above: 0, max: 1 });
  return { syncPeriod, slowStepSize };
}
