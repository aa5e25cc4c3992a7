import { checkInteger, checkNumber, checkOneOf, checkOptions, describe } from '@occam/core';
import type { Logs } from './callbacks.js';
import { missingColumn } from './earlyStopping.js';

/** What {@link reduceOnPlateau} takes. */
export interface ReduceOnPlateauOptions {
  /** The column of the history to watch. Default 'val_loss'. */
  monitor?: string | undefined;
  /** By what the rate is multiplied, 0 < factor < 1. Default 0.1. */
  factor?: number | undefined;
  /** How many epochs in a row without improvement are borne before the rate falls, at least 1. Default 10. */
  patience?: number | undefined;
  /** The least change that counts as better, at least 0. Default 1e-4. */
  minDelta?: number | undefined;
  /** Whether a smaller or a larger value is better; 'auto': larger for names that end in 'acc'. Default 'auto'. */
  mode?: 'auto' | 'min' | 'max' | undefined;
  /** For how many epochs after a fall nothing is counted, at least 0. Default 0. */
  cooldown?: number | undefined;
  /** The lowest learning rate, at least 0. Default 0. */
  minimum?: number | undefined;
}

/** {@link ReduceOnPlateauOptions} with the defaults filled in. */
type PlateauConfig = Required<{
  [K in keyof ReduceOnPlateauOptions]: NonNullable<ReduceOnPlateauOptions[K]>;
}>;

/** The learning rate of one training that follows its logs. */
export interface PlateauWatch {
  /** The learning rate now. */
  readonly rate: number;
  /**
   * Takes in an epoch's logs.
   *
   * @throws RangeError if the column is missing
   */
  see(logs: Logs): void;
}

/**
 * The schedule that lowers the learning rate when a column of the logs no longer improves, as data for
 * `learningRateSchedule`: once `patience` epochs in a row did not better the best value by more than `minDelta`,
 *
 *     α ← max(α · factor, minimum)
 *
 * As Keras' `ReduceLROnPlateau` (`min_lr` is `minimum`). PyTorch's waits and rests one epoch longer, and
 * its threshold is relative.
 *
 * @returns plain JSON, with the defaults filled in
 * @throws TypeError or RangeError if an option is unknown, of another type or out of range
 *
 * @example
 * ```ts
 * import { createRecipe, mlp, reduceOnPlateau } from '@occam/training';
 *
 * const recipe = createRecipe({
 *   model: mlp({ hidden: [16] }),
 *   fit: { epochs: 100, learningRateSchedule: reduceOnPlateau({ factor: 0.5, patience: 3 }) },
 * });
 * console.log(recipe.fit.learningRateSchedule!.name); // reduceOnPlateau
 * ```
 */
export function reduceOnPlateau(options: ReduceOnPlateauOptions = {}): PlateauConfig & {
  /** The name of the schedule. */
  name: 'reduceOnPlateau';
} {
  return { name: 'reduceOnPlateau', ...resolvePlateau(options) };
}

/** Fills in the defaults of {@link reduceOnPlateau} and checks its options. */
export function resolvePlateau(options: ReduceOnPlateauOptions): PlateauConfig {
  checkOptions('reduceOnPlateau', options, [
    'monitor',
    'factor',
    'patience',
    'minDelta',
    'mode',
    'cooldown',
    'minimum',
  ]);
  const { monitor = 'val_loss', factor = 0.1, patience = 10, minDelta = 1e-4 } = options;
  const { mode = 'auto', cooldown = 0, minimum = 0 } = options;
  if (typeof monitor !== 'string') {
    throw new TypeError(
      `reduceOnPlateau.monitor must be a column, as 'val_loss', not ${describe(monitor)}`,
    );
  }
  checkNumber('reduceOnPlateau.factor', factor, { above: 0, below: 1 });
  checkInteger('reduceOnPlateau.patience', patience, { min: 1 });
  checkNumber('reduceOnPlateau.minDelta', minDelta, { min: 0 });
  checkOneOf('reduceOnPlateau.mode', mode, ['auto', 'min', 'max']);
  checkInteger('reduceOnPlateau.cooldown', cooldown, { min: 0 });
  checkNumber('reduceOnPlateau.minimum', minimum, { min: 0 });
  return { monitor, factor, patience, minDelta, mode, cooldown, minimum };
}

/**
 * Starts to watch one training.
 *
 * @param base the learning rate of the first epoch
 */
export function createPlateauWatch(
  { monitor, factor, patience, minDelta, mode, cooldown, minimum }: PlateauConfig,
  base: number,
): PlateauWatch {
  const larger = mode === 'max' || (mode === 'auto' && monitor.endsWith('acc'));
  const sign = larger ? -1 : 1;
  let rate = base;
  let best = Infinity;
  let waited = 0;
  let resting = 0;
  return {
    get rate() {
      return rate;
    },
    see(logs) {
      const value = logs[monitor];
      if (value === undefined) throw missingColumn(monitor, Object.keys(logs), 'reduceOnPlateau');
      if (resting > 0) {
        resting -= 1;
        waited = 0;
      }
      if (sign * value < best - minDelta) {
        best = sign * value;
        waited = 0;
      } else if (resting === 0) waited += 1;
      if (waited < patience || rate <= minimum) return;
      rate = Math.max(rate * factor, minimum);
      resting = cooldown;
      waited = 0;
    },
  };
}
