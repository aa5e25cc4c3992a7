import { checkBoolean, checkNumber, checkOptions, describe, type NdArray } from '@occam/core';
import { AffineScaler } from './affineScaler.js';
import type { Missing } from './checkValues.js';
import { columnRange, isSeen, mergeRanges, widthOrOne, type ColumnRange } from './columnRange.js';
import { checkCounts } from './columnValues.js';
import { configOf, readLearned } from './learned.js';
import type { ScalerJson } from './fittedScaler.js';

/** What {@link MinMaxScaler} takes. */
export interface MinMaxScalerOptions {
  /** Where the least and the greatest number of each column go, low below high. Default [0, 1]. */
  readonly featureRange?: readonly [low: number, high: number] | undefined;
  /** Whether numbers outside of what was seen are held to the range. Default false. */
  readonly clip?: boolean | undefined;
  /** What becomes of NaN: 'reject' is an error, 'ignore' leaves it out of what is learned and keeps it. Default 'reject'. */
  readonly missing?: Missing | undefined;
  /** The least number of each column, from a scaler's JSON; with `dataMax`. Default: nothing is learned yet. */
  readonly dataMin?: readonly number[] | undefined;
  /** The greatest number of each column, from a scaler's JSON; with `dataMin`. Default: nothing is learned yet. */
  readonly dataMax?: readonly number[] | undefined;
}

/** A {@link MinMaxScaler} as plain JSON. */
export type MinMaxScalerJson = ScalerJson<{
  /** Where the least and the greatest number go. */
  featureRange: [low: number, high: number];
  /** Whether numbers outside are held to the range. */
  clip: boolean;
  /** What becomes of NaN. */
  missing: Missing;
  /** The least number of each column; absent before `fit`. */
  dataMin?: number[];
  /** The greatest number of each column; absent before `fit`. */
  dataMax?: number[];
}>;

/**
 * Stretches each column to a range, by the least and the greatest number of the rows it was fitted on:
 *
 *     z = (x − min) / (max − min) · (high − low) + low,   max − min taken as 1 where the column is constant
 *
 * As scikit-learn's; a constant column goes to `low`.
 *
 * @example
 * ```ts
 * import { ndarray } from '@occam/core';
 * import { MinMaxScaler } from '@occam/normalization';
 *
 * const scaler = new MinMaxScaler({ featureRange: [-1, 1] }).fit(ndarray(new Float32Array([2, 6]), [2, 1]));
 * scaler.transform(ndarray(new Float32Array([3]), [1, 1])).data; // [-0.5]
 * ```
 */
export class MinMaxScaler extends AffineScaler {
  /** Where the least and the greatest number go. */
  readonly featureRange: readonly [low: number, high: number];
  /** Whether numbers outside are held to the range. */
  readonly clip: boolean;
  #range: ColumnRange | undefined;

  /**
   * Makes a scaler that has learned nothing yet, or what the options say.
   *
   * @throws TypeError or RangeError if an option is unknown or not as described
   */
  constructor(options: MinMaxScalerOptions = {}) {
    checkOptions('MinMaxScaler', options, [
      'featureRange',
      'clip',
      'missing',
      'dataMin',
      'dataMax',
    ]);
    const { featureRange = [0, 1], clip = false, missing, dataMin, dataMax } = options;
    super('MinMaxScaler', missing);
    this.featureRange = checkRange(featureRange);
    checkBoolean('clip', clip);
    this.clip = clip;
    const learned = readLearned(this.className, { dataMin, dataMax });
    if (!learned) return;
    const { dataMin: min, dataMax: max } = learned;
    if (min.some((low, i) => low > max[i]!)) {
      throw new RangeError('no dataMin of a MinMaxScaler may be above its dataMax');
    }
    this.#use({ min, max });
  }

  /** The least number of each column; undefined before `fit`. */
  get dataMin(): Float64Array | undefined {
    return this.#range?.min.slice();
  }

  /** The greatest number of each column; undefined before `fit`. */
  get dataMax(): Float64Array | undefined {
    return this.#range?.max.slice();
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
    const more = columnRange(x);
    const range = this.#range ? mergeRanges(this.#range, more) : more;
    checkCounts(this.className, isSeen(range));
    this.#use(range);
    return this;
  }

  protected learn(x: NdArray): void {
    const range = columnRange(x);
    checkCounts(this.className, isSeen(range));
    this.#use(range);
  }

  #use(range: ColumnRange): void {
    this.#range = range;
    const [low, high] = this.featureRange;
    const factor = range.max.map((max, i) => (high - low) / widthOrOne(max - range.min[i]!));
    this.become({
      center: range.min,
      factor,
      offset: low,
      clip: this.clip ? this.featureRange : undefined,
    });
  }

  /** Returns the options and what was learned as plain JSON; {@link MinMaxScaler.fromJSON} reads it to the same bits. */
  toJSON(): MinMaxScalerJson {
    const { className, clip, missing } = this;
    const [low, high] = this.featureRange;
    const config = { featureRange: [low, high] as [number, number], clip, missing };
    if (!this.#range) return { className, config };
    const { min, max } = this.#range;
    return { className, config: { ...config, dataMin: [...min], dataMax: [...max] } };
  }

  /**
   * Makes a scaler from what `toJSON` returned.
   *
   * @throws TypeError or RangeError if the JSON is not that of a MinMaxScaler
   */
  static fromJSON(json: MinMaxScalerJson): MinMaxScaler {
    return new MinMaxScaler(configOf('MinMaxScaler', json));
  }
}

function checkRange(range: unknown): readonly [number, number] {
  if (!Array.isArray(range) || range.length !== 2) {
    throw new TypeError(`featureRange must be [low, high], not ${describe(range)}`);
  }
  const [low, high] = range as [unknown, unknown];
  checkNumber('the low end of featureRange', low);
  checkNumber('the high end of featureRange', high, { above: low });
  return [low, high];
}
