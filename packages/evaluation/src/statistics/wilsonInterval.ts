import { checkInteger, checkNumber, checkOptions, normalQuantile } from '@occam/core';

/** What {@link wilsonInterval} takes besides the counts. */
export interface WilsonIntervalOptions {
  /** How often intervals made like this hold the true share, above 0 and below 1. Default 0.95. */
  readonly level?: number | undefined;
}

/**
 * Computes Wilson's interval of a share, as of the accuracy on n test rows that are independent of one another: with p = successes / n and z the normal quantile
 *
 *     (p + z²/2n ± z √(p(1−p)/n + z²/4n²)) / (1 + z²/n)
 *
 * It lies within 0 … 1, and holds the true share about as often as it says also for shares near 0 or 1 and for small n.
 *
 * Source: Wilson (1927), "Probable inference, the law of succession, and statistical inference".
 *
 * @returns [low, high]
 * @throws TypeError or RangeError if the counts are none or do not fit, or the level is out of range
 *
 * @example
 * ```ts
 * import { wilsonInterval } from '@occam/evaluation';
 *
 * const [low, high] = wilsonInterval(90, 100);
 * console.log(low.toFixed(3), high.toFixed(3)); // 0.826 0.945
 * ```
 */
export function wilsonInterval(
  successes: number,
  n: number,
  options: WilsonIntervalOptions = {},
): [number, number] {
  checkOptions('wilsonInterval', options, ['level']);
  const { level = 0.95 } = options;
  checkInteger('n', n, { min: 1 });
  checkInteger('successes', successes, { min: 0, max: n });
  checkNumber('level', level, { above: 0, below: 1 });
  const z = normalQuantile((1 + level) / 2);
  const p = successes / n;
  const center = p + (z * z) / (2 * n);
  const half = z * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n));
  const scale = 1 + (z * z) / n;
  return [Math.max(0, (center - half) / scale), Math.min(1, (center + half) / scale)];
}
