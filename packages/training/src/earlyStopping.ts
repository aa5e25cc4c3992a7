import {
  checkBoolean,
  checkInteger,
  checkNumber,
  checkOneOf,
  checkOptions,
  describe,
  didYouMean,
} from '@occam/core';
import type { Logs } from './callbacks.js';

/** When training stops before its last epoch, and which weights it keeps. */
export interface EarlyStoppingOptions {
  /** The column of the history to watch. Default 'val_loss'. */
  monitor?: string | undefined;
  /** The least change that counts as better, at least 0. Default 0. */
  minDelta?: number | undefined;
  /** How many epochs without improvement are borne before training stops, at least 0. */
  patience: number;
  /** Whether a smaller or a larger value is better; 'auto': larger for names that end in 'acc'. Default 'auto'. */
  mode?: 'auto' | 'min' | 'max' | undefined;
  /** A value that must be bettered for the patience to begin anew. Default: none. */
  baseline?: number | undefined;
  /** Whether the weights of the best epoch are put back however training ends. Default true (Keras: false). */
  restoreBestWeights?: boolean | undefined;
}

/** {@link EarlyStoppingOptions} with the defaults filled in. */
export interface EarlyStoppingConfig {
  /** The column to watch. */
  monitor: string;
  /** The least change that counts as better. */
  minDelta: number;
  /** How many epochs without improvement are borne. */
  patience: number;
  /** Which values are better. */
  mode: 'min' | 'max';
  /** A value that must be bettered. */
  baseline?: number;
  /** Whether the best epoch's weights are put back. */
  restoreBestWeights: boolean;
}

/** Watches one column of the history. */
export interface EarlyStopping {
  /** The best epoch so far, counted from 0; −1 before the first. */
  readonly bestEpoch: number;
  /**
   * Takes in an epoch's logs.
   *
   * @returns whether it is the best so far, and the reason to stop, if there is one
   * @throws RangeError if the column is missing
   */
  see(epoch: number, logs: Logs): { improved: boolean; stop?: string };
}

/**
 * Fills in the defaults of early stopping and checks its options.
 *
 * @throws TypeError or RangeError if an option is unknown, of another type or out of range
 */
export function resolveEarlyStopping(options: EarlyStoppingOptions): EarlyStoppingConfig {
  checkOptions('earlyStopping', options, [
    'monitor',
    'minDelta',
    'patience',
    'mode',
    'baseline',
    'restoreBestWeights',
  ]);
  const { monitor = 'val_loss', minDelta = 0, patience, mode = 'auto', baseline } = options;
  const { restoreBestWeights = true } = options;
  if (typeof monitor !== 'string') {
    throw new TypeError(
      `earlyStopping.monitor must be a column, as 'val_loss', not ${describe(monitor)}`,
    );
  }
  checkNumber('earlyStopping.minDelta', minDelta, { min: 0 });
  checkInteger('earlyStopping.patience', patience, { min: 0 });
  checkOneOf('earlyStopping.mode', mode, ['auto', 'min', 'max']);
  if (baseline !== undefined) checkNumber('earlyStopping.baseline', baseline);
  checkBoolean('earlyStopping.restoreBestWeights', restoreBestWeights);
  return {
    monitor,
    minDelta,
    patience,
    mode: mode === 'auto' ? (monitor.endsWith('acc') ? 'max' : 'min') : mode,
    ...(baseline === undefined ? {} : { baseline }),
    restoreBestWeights,
  };
}

/**
 * Creates the watch of one training. As in Keras, an epoch is the best if it betters the best so far by more than
 * `minDelta`; it resets the patience if it betters the baseline as well; training stops once `patience` epochs in a row
 * did not (at the first one with patience 0).
 */
export function createEarlyStopping(config: EarlyStoppingConfig): EarlyStopping {
  const { monitor, minDelta, patience, mode, baseline } = config;
  const sign = mode === 'min' ? 1 : -1;
  let best = Infinity;
  let bestEpoch = -1;
  let waited = 0;
  return {
    get bestEpoch() {
      return bestEpoch;
    },
    see(epoch, logs) {
      const value = logs[monitor];
      if (value === undefined) throw missingColumn(monitor, Object.keys(logs));
      const improved = bestEpoch < 0 ? !Number.isNaN(value) : sign * value < best - minDelta;
      if (improved) {
        best = sign * value;
        bestEpoch = epoch;
      }
      waited =
        improved && (baseline === undefined || best < sign * baseline - minDelta) ? 0 : waited + 1;
      if (waited < Math.max(patience, 1)) return { improved };
      return {
        improved,
        stop: `${monitor} has not improved for ${waited} epochs, best ${sign * best} in epoch ${bestEpoch + 1}`,
      };
    },
  };
}

/**
 * The error for a column that the logs do not have.
 *
 * @param owner what watches it, for the message
 */
export function missingColumn(
  monitor: string,
  columns: readonly string[],
  owner = 'earlyStopping',
): RangeError {
  const hint = monitor.startsWith('val_') && !columns.some((column) => column.startsWith('val_'));
  return new RangeError(
    `${owner} watches '${monitor}', which is not among ${columns.join(', ')}` +
      (hint
        ? `: give validation rows, or set monitor to a column without val_`
        : didYouMean(monitor, columns)),
  );
}
