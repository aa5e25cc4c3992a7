import {
  checkBoolean,
  checkNumber,
  checkOptions,
  describe,
  normalQuantile,
  type NdArray,
} from '@occam/core';
import { AffineScaler } from './affineScaler.js';
import type { Missing } from './checkValues.js';
import { widthOrOne } from './columnRange.js';
import { checkCounts, forEachColumn } from './columnValues.js';
import { checkEach, configOf, readLearned } from './learned.js';
import { quantiles } from './orderStatistics.js';
import type { ScalerJson } from './fittedScaler.js';

/** What {@link RobustScaler} takes. */
export interface RobustScalerOptions {
  /** Whether the median of each column is subtracted. Default true. */
  readonly withCentering?: boolean | undefined;
  /** Whether each column is divided by the width of its quantile range. Default true. */
  readonly withScaling?: boolean | undefined;
  /** The quantiles between which the width is taken, in percent from 0 to 100, low below high. Default [25, 75]. */
  readonly quantileRange?: readonly [low: number, high: number] | undefined;
  /** Whether the width is divided by that of a standard normal variable, so that normal columns get variance 1. Default false. */
  readonly unitVariance?: boolean | undefined;
  /** What becomes of NaN: 'reject' is an error, 'ignore' leaves it out of what is learned and keeps it. Default 'reject'. */
  readonly missing?: Missing | undefined;
  /** The median of each column, from a scaler's JSON; with `scale`. Default: nothing is learned yet. */
  readonly center?: readonly number[] | undefined;
  /** What each column is divided by (above 0), from a scaler's JSON; with `center`. Default: nothing is learned yet. */
  readonly scale?: readonly number[] | undefined;
}

/** A {@link RobustScaler} as plain JSON. */
export type RobustScalerJson = ScalerJson<{
  /** Whether the median of each column is subtracted. */
  withCentering: boolean;
  /** Whether each column is divided by the width of its quantile range. */
  withScaling: boolean;
  /** The quantiles between which the width is taken, in percent. */
  quantileRange: [low: number, high: number];
  /** Whether normal columns get variance 1. */
  unitVariance: boolean;
  /** What becomes of NaN. */
  missing: Missing;
  /** The median of each column; absent before `fit`. */
  center?: number[];
  /** What each column is divided by; absent before `fit`. */
  scale?: number[];
}>;

/**
 * Moves the median of each column to 0 and divides it by the width of its quantile range, on which outliers have no
 * influence:
 *
 *     z = (x − median) / (q₇₅ − q₂₅),   the width taken as 1 where it is 0
 *
 * As scikit-learn's; quantiles are interpolated linearly. It has no `partialFit`: a quantile needs all rows at once.
 *
 * @example
 * ```ts
 * import { ndarray } from '@occam/core';
 * import { RobustScaler } from '@occam/normalization';
 *
 * const scaler = new RobustScaler().fit(ndarray(new Float32Array([1, 2, 3, 4, 1000]), [5, 1]));
 * scaler.transform(ndarray(new Float32Array([5]), [1, 1])).data; // [1]
 * ```
 */
export class RobustScaler extends AffineScaler {
  /** Whether the median of each column is subtracted. */
  readonly withCentering: boolean;
  /** Whether each column is divided by the width of its quantile range. */
  readonly withScaling: boolean;
  /** The quantiles between which the width is taken, in percent. */
  readonly quantileRange: readonly [low: number, high: number];
  /** Whether normal columns get variance 1. */
  readonly unitVariance: boolean;
  #center: Float64Array | undefined;
  #scale: Float64Array | undefined;

  /**
   * Makes a scaler that has learned nothing yet, or what the options say.
   *
   * @throws TypeError or RangeError if an option is unknown or not as described
   */
  constructor(options: RobustScalerOptions = {}) {
    checkOptions('RobustScaler', options, [
      'withCentering',
      'withScaling',
      'quantileRange',
      'unitVariance',
      'missing',
      'center',
      'scale',
    ]);
    const { withCentering = true, withScaling = true, quantileRange = [25, 75] } = options;
    const { unitVariance = false, missing, center, scale } = options;
    super('RobustScaler', missing);
    checkBoolean('withCentering', withCentering);
    checkBoolean('withScaling', withScaling);
    checkBoolean('unitVariance', unitVariance);
    this.withCentering = withCentering;
    this.withScaling = withScaling;
    this.quantileRange = checkQuantileRange(quantileRange, unitVariance);
    this.unitVariance = unitVariance;
    const learned = readLearned(this.className, { center, scale });
    if (!learned) return;
    checkEach(this.className, 'scale', learned.scale, 'above 0', (value) => value > 0);
    this.#use(learned.center, learned.scale);
  }

  /** The median of each column, whether it is subtracted or not; undefined before `fit`. */
  get center(): Float64Array | undefined {
    return this.#center?.slice();
  }

  /** What each column is divided by: 1 where its width is 0, or without `withScaling`; undefined before `fit`. */
  get scale(): Float64Array | undefined {
    return this.#scale?.slice();
  }

  protected learn(x: NdArray): void {
    const [low, high] = this.quantileRange.map((percent) => percent / 100) as [number, number];
    const adjust = this.unitVariance ? normalQuantile(high) - normalQuantile(low) : 1;
    const shares = [low, 0.5, high];
    const order = [0, 1, 2].sort((a, b) => shares[a]! - shares[b]!);
    const sorted = order.map((i) => shares[i]!);
    const center: number[] = [];
    const scale: number[] = [];
    forEachColumn(x, (values, column) => {
      checkCounts(this.className, [...center.map(() => 1), values.length]);
      const found = quantiles(values, sorted);
      const [from, median, to] = [0, 1, 2].map((i) => found[order.indexOf(i)]!) as [
        number,
        number,
        number,
      ];
      center[column] = median;
      scale[column] = this.withScaling ? widthOrOne(to - from) / adjust : 1;
    });
    this.#use(Float64Array.from(center), Float64Array.from(scale));
  }

  #use(center: Float64Array, scale: Float64Array): void {
    this.#center = center;
    this.#scale = scale;
    this.become({
      center: this.withCentering ? center : new Float64Array(center.length),
      factor: scale.map((value) => 1 / value),
      offset: 0,
    });
  }

  /** Returns the options and what was learned as plain JSON; {@link RobustScaler.fromJSON} reads it to the same bits. */
  toJSON(): RobustScalerJson {
    const { className, withCentering, withScaling, unitVariance, missing } = this;
    const [low, high] = this.quantileRange;
    const quantileRange: [number, number] = [low, high];
    const config = { withCentering, withScaling, quantileRange, unitVariance, missing };
    if (!this.#center || !this.#scale) return { className, config };
    return { className, config: { ...config, center: [...this.#center], scale: [...this.#scale] } };
  }

  /**
   * Makes a scaler from what `toJSON` returned.
   *
   * @throws TypeError or RangeError if the JSON is not that of a RobustScaler
   */
  static fromJSON(json: RobustScalerJson): RobustScaler {
    return new RobustScaler(configOf('RobustScaler', json));
  }
}

function checkQuantileRange(range: unknown, unitVariance: boolean): readonly [number, number] {
  if (!Array.isArray(range) || range.length !== 2) {
    throw new TypeError(`quantileRange must be [low, high] in percent, not ${describe(range)}`);
  }
  const [low, high] = range as [unknown, unknown];
  // The normal distribution has no quantile at 0 and 100.
  checkNumber('the low end of quantileRange', low, unitVariance ? { above: 0 } : { min: 0 });
  const limit = unitVariance ? { below: 100 } : { max: 100 };
  checkNumber('the high end of quantileRange', high, { above: low, ...limit });
  return [low, high];
}
