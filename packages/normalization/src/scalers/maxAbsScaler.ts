import { checkOptions, type NdArray } from '@occam/core';
import { AffineScaler } from './affineScaler.js';
import type { Missing } from './checkValues.js';
import { columnRange, isSeen, widthOrOne } from './columnRange.js';
import { checkCounts } from './columnValues.js';
import { checkEach, configOf, readLearned } from './learned.js';
import type { ScalerJson } from './fittedScaler.js';

/** What {@link MaxAbsScaler} takes. */
export interface MaxAbsScalerOptions {
  /** What becomes of NaN: 'reject' is an error, 'ignore' leaves it out of what is learned and keeps it. Default 'reject'. */
  readonly missing?: Missing | undefined;
  /** The greatest absolute number of each column, from a scaler's JSON. Default: nothing is learned yet. */
  readonly maxAbs?: readonly number[] | undefined;
}

/** A {@link MaxAbsScaler} as plain JSON. */
export type MaxAbsScalerJson = ScalerJson<{
  /** What becomes of NaN. */
  missing: Missing;
  /** The greatest absolute number of each column; absent before `fit`. */
  maxAbs?: number[];
}>;

/**
 * Divides each column by the greatest absolute number of the rows it was fitted on, so that it lies in [−1, 1] and zeros stay:
 *
 *     z = x / max |x|,   or x where the column is 0
 *
 * As scikit-learn's.
 *
 * @example
 * ```ts
 * import { ndarray } from '@occam/core';
 * import { MaxAbsScaler } from '@occam/normalization';
 *
 * const scaler = new MaxAbsScaler().fit(ndarray(new Float32Array([2, -4]), [2, 1]));
 * scaler.transform(ndarray(new Float32Array([1]), [1, 1])).data; // [0.25]
 * ```
 */
export class MaxAbsScaler extends AffineScaler {
  #maxAbs: Float64Array | undefined;

  /**
   * Makes a scaler that has learned nothing yet, or what the options say.
   *
   * @throws TypeError or RangeError if an option is unknown or not as described
   */
  constructor(options: MaxAbsScalerOptions = {}) {
    checkOptions('MaxAbsScaler', options, ['missing', 'maxAbs']);
    super('MaxAbsScaler', options.missing);
    const learned = readLearned(this.className, { maxAbs: options.maxAbs });
    if (!learned) return;
    checkEach(this.className, 'maxAbs', learned.maxAbs, 'at least 0', (value) => value >= 0);
    this.#use(learned.maxAbs);
  }

  /** The greatest absolute number of each column; undefined before `fit`. */
  get maxAbs(): Float64Array | undefined {
    return this.#maxAbs?.slice();
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
    this.#learn(x, this.#maxAbs);
    return this;
  }

  protected learn(x: NdArray): void {
    this.#learn(x);
  }

  #learn(x: NdArray, before?: Float64Array): void {
    const range = columnRange(x);
    if (!before) checkCounts(this.className, isSeen(range));
    this.#use(range.min.map((min, i) => Math.max(before?.[i] ?? 0, -min, range.max[i]!)));
  }

  #use(maxAbs: Float64Array): void {
    this.#maxAbs = maxAbs;
    const factor = maxAbs.map((value) => 1 / widthOrOne(value));
    this.become({ center: new Float64Array(maxAbs.length), factor, offset: 0 });
  }

  /** Returns the options and what was learned as plain JSON; {@link MaxAbsScaler.fromJSON} reads it to the same bits. */
  toJSON(): MaxAbsScalerJson {
    const { className, missing } = this;
    const config = this.#maxAbs ? { missing, maxAbs: [...this.#maxAbs] } : { missing };
    return { className, config };
  }

  /**
   * Makes a scaler from what `toJSON` returned.
   *
   * @throws TypeError or RangeError if the JSON is not that of a MaxAbsScaler
   */
  static fromJSON(json: MaxAbsScalerJson): MaxAbsScaler {
    return new MaxAbsScaler(configOf('MaxAbsScaler', json));
  }
}
