import { checkBoolean, checkOptions, type NdArray } from '@occam/core';
import { AffineScaler } from './affineScaler.js';
import type { Missing } from './checkValues.js';
import { columnMoments, deviationOf, mergeMoments, type Moments } from './columnMoments.js';
import { checkCounts } from './columnValues.js';
import { checkEach, configOf, readLearned } from './learned.js';
import type { ScalerJson } from './fittedScaler.js';

/** What {@link StandardScaler} takes. */
export interface StandardScalerOptions {
  /** Whether the mean of each column is subtracted. Default true. */
  readonly withMean?: boolean | undefined;
  /** Whether each column is divided by its standard deviation. Default true. */
  readonly withStd?: boolean | undefined;
  /** What becomes of NaN: 'reject' is an error, 'ignore' leaves it out of what is learned and keeps it. Default 'reject'. */
  readonly missing?: Missing | undefined;
  /** The mean of each column, from a scaler's JSON; with `variance` and `count`. Default: nothing is learned yet. */
  readonly mean?: readonly number[] | undefined;
  /** The variance of each column (n in the denominator), from a scaler's JSON. Default: nothing is learned yet. */
  readonly variance?: readonly number[] | undefined;
  /** How many numbers each column had, from a scaler's JSON. Default: nothing is learned yet. */
  readonly count?: readonly number[] | undefined;
}

/** A {@link StandardScaler} as plain JSON. */
export type StandardScalerJson = ScalerJson<{
  /** Whether the mean of each column is subtracted. */
  withMean: boolean;
  /** Whether each column is divided by its standard deviation. */
  withStd: boolean;
  /** What becomes of NaN. */
  missing: Missing;
  /** The mean of each column; absent before `fit`. */
  mean?: number[];
  /** The variance of each column; absent before `fit`. */
  variance?: number[];
  /** How many numbers each column had; absent before `fit`. */
  count?: number[];
}>;

/**
 * Gives each column (each element of a row) mean 0 and standard deviation 1 over the rows it was fitted on:
 *
 *     z = (x − mean) / scale,   scale = √(Σ (x − mean)² / n), or 1 where the column is constant
 *
 * As scikit-learn's, with its rule for which columns are constant but for rounding: those with
 * var ≤ n·ε·var + (n·mean·ε)². Computed in float64 and rounded to float32 once. NaN is an error unless `missing` is
 * 'ignore', which is what scikit-learn does.
 *
 * @example
 * ```ts
 * import { ndarray } from '@occam/core';
 * import { StandardScaler } from '@occam/normalization';
 *
 * const train = ndarray(new Float32Array([1, 2, 3]), [3, 1]);
 * const test = ndarray(new Float32Array([4]), [1, 1]);
 * const scaler = new StandardScaler().fit(train);
 * scaler.transform(test).data; // [2.4494898]
 * ```
 */
export class StandardScaler extends AffineScaler {
  /** Whether the mean of each column is subtracted. */
  readonly withMean: boolean;
  /** Whether each column is divided by its standard deviation. */
  readonly withStd: boolean;
  #moments: Moments | undefined;
  #scale: Float64Array | undefined;

  /**
   * Makes a scaler that has learned nothing yet, or what the options say.
   *
   * @throws TypeError or RangeError if an option is unknown or not as described
   */
  constructor(options: StandardScalerOptions = {}) {
    checkOptions('StandardScaler', options, [
      'withMean',
      'withStd',
      'missing',
      'mean',
      'variance',
      'count',
    ]);
    const { withMean = true, withStd = true, missing, mean, variance, count } = options;
    super('StandardScaler', missing);
    checkBoolean('withMean', withMean);
    checkBoolean('withStd', withStd);
    this.withMean = withMean;
    this.withStd = withStd;
    const learned = readLearned(this.className, { mean, variance, count });
    if (!learned) return;
    checkEach(this.className, 'variance', learned.variance, 'at least 0', (value) => value >= 0);
    checkEach(this.className, 'count', learned.count, 'a whole number from 1', isCount);
    this.#use(learned);
  }

  /** The mean of each column, whether it is subtracted or not; undefined before `fit`. */
  get mean(): Float64Array | undefined {
    return this.#moments?.mean.slice();
  }

  /** The variance of each column, with n in the denominator; undefined before `fit`. */
  get variance(): Float64Array | undefined {
    return this.#moments?.variance.slice();
  }

  /** How many numbers of each column it has seen; undefined before `fit`. */
  get count(): Float64Array | undefined {
    return this.#moments?.count.slice();
  }

  /** What each column is divided by: 1 where it is constant, or without `withStd`; undefined before `fit`. */
  get scale(): Float64Array | undefined {
    return this.#scale?.slice();
  }

  /**
   * Learns from more training rows, as if they had been there with those before.
   *
   * @param x training rows, shape [n, …]
   * @returns itself
   * @throws TypeError or RangeError as `fit`, and if `x` has another number of columns than the rows before
   */
  partialFit(x: NdArray): this {
    this.checkMore(x);
    const more = columnMoments(x);
    const moments = this.#moments ? mergeMoments(this.#moments, more) : more;
    checkCounts(this.className, moments.count);
    this.#use(moments);
    return this;
  }

  protected learn(x: NdArray): void {
    const moments = columnMoments(x);
    checkCounts(this.className, moments.count);
    this.#use(moments);
  }

  #use(moments: Moments): void {
    this.#moments = moments;
    const { mean } = moments;
    const scale = this.withStd ? deviationOf(moments) : new Float64Array(mean.length).fill(1);
    this.#scale = scale;
    const center = this.withMean ? mean : new Float64Array(mean.length);
    this.become({ center, factor: scale.map((value) => 1 / value), offset: 0 });
  }

  /** Returns the options and what was learned as plain JSON; {@link StandardScaler.fromJSON} reads it to the same bits. */
  toJSON(): StandardScalerJson {
    const { className, withMean, withStd, missing } = this;
    const config = { withMean, withStd, missing };
    if (!this.#moments) return { className, config };
    const { mean, variance, count } = this.#moments;
    return {
      className,
      config: { ...config, mean: [...mean], variance: [...variance], count: [...count] },
    };
  }

  /**
   * Makes a scaler from what `toJSON` returned.
   *
   * @throws TypeError or RangeError if the JSON is not that of a StandardScaler
   */
  static fromJSON(json: StandardScalerJson): StandardScaler {
    return new StandardScaler(configOf('StandardScaler', json));
  }
}

const isCount = (value: number) => Number.isSafeInteger(value) && value >= 1;
