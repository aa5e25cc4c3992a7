import {
  checkBoolean,
  checkNdArray,
  checkOptions,
  describe,
  rowSize,
  type NdArray,
} from '@occam/core';

/** What {@link StandardScaler} takes. */
export interface StandardScalerOptions {
  /** Whether the mean of each column is subtracted. Default true. */
  readonly withMean?: boolean | undefined;
  /** Whether each column is divided by its standard deviation. Default true. */
  readonly withStd?: boolean | undefined;
  /** The mean of each column, from a scaler's JSON; with `scale`. Default: nothing is learned yet. */
  readonly mean?: readonly number[] | undefined;
  /** What each column is divided by (above 0), from a scaler's JSON; with `mean`. Default: nothing is learned yet. */
  readonly scale?: readonly number[] | undefined;
}

/** A {@link StandardScaler} as plain JSON. */
export interface StandardScalerJson {
  /** The name in recipes. */
  className: 'StandardScaler';
  /** The options and, once fitted, the numbers learned: `new StandardScaler(config)` makes the scaler again. */
  config: {
    /** Whether the mean of each column is subtracted. */
    withMean: boolean;
    /** Whether each column is divided by its standard deviation. */
    withStd: boolean;
    /** The mean of each column; absent before `fit`. */
    mean?: number[];
    /** What each column is divided by; absent before `fit`. */
    scale?: number[];
  };
}

/**
 * Gives each column (each element of a row) mean 0 and standard deviation 1 over the rows it was fitted on:
 *
 *     z = (x − mean) / scale,   scale = √(Σ (x − mean)² / n), or 1 where the column is constant
 *
 * As scikit-learn's, with its rule for which columns are constant but for rounding: those with
 * var ≤ n·ε·var + (n·mean·ε)². Computed in float64 and rounded to float32 once; NaN is an error, where scikit-learn
 * skips it.
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
export class StandardScaler {
  /** Whether the mean of each column is subtracted. */
  readonly withMean: boolean;
  /** Whether each column is divided by its standard deviation. */
  readonly withStd: boolean;
  #mean: Float64Array | undefined;
  #scale: Float64Array | undefined;

  /**
   * Makes a scaler that has learned nothing yet, or what the options say.
   *
   * @throws TypeError or RangeError if an option is unknown or not as described
   */
  constructor(options: StandardScalerOptions = {}) {
    checkOptions('StandardScaler', options, ['withMean', 'withStd', 'mean', 'scale']);
    const { withMean = true, withStd = true, mean, scale } = options;
    checkBoolean('withMean', withMean);
    checkBoolean('withStd', withStd);
    this.withMean = withMean;
    this.withStd = withStd;
    if (mean === undefined && scale === undefined) return;
    checkLearned('mean', mean);
    checkLearned('scale', scale);
    if (mean.length !== scale.length || scale.some((value) => value <= 0)) {
      throw new RangeError(
        'the mean and scale of a StandardScaler must have the same length, and every scale must be above 0',
      );
    }
    this.#mean = Float64Array.from(mean);
    this.#scale = Float64Array.from(scale);
  }

  /** The mean of each column, whether it is subtracted or not; undefined before `fit`. */
  get mean(): Float64Array | undefined {
    return this.#mean?.slice();
  }

  /** What each column is divided by: 1 where it is constant, or without `withStd`; undefined before `fit`. */
  get scale(): Float64Array | undefined {
    return this.#scale?.slice();
  }

  /**
   * Learns the mean and the standard deviation of each column; what was learned before is forgotten.
   *
   * @param x the training rows, shape [n, …]
   * @returns itself
   * @throws TypeError or RangeError if `x` is no NdArray, has no rows or columns, or holds NaN or infinity
   */
  fit(x: NdArray): this {
    checkNdArray('x', x);
    if (x.data.length === 0) {
      throw new RangeError(
        `StandardScaler needs at least one row and one column to fit, but x has shape [${x.shape.join(', ')}]`,
      );
    }
    const n = x.shape[0]!;
    const mean = columnSums(x, new Float64Array(rowSize(x))).sums.map((sum) => sum / n);
    // Float64 sums of float32 numbers do not overflow, so a mean is finite exactly where its column is.
    if (!mean.every(Number.isFinite)) checkNdArray('x', x, { finite: true });
    this.#scale = this.withStd ? columnScales(x, mean) : new Float64Array(mean.length).fill(1);
    this.#mean = mean;
    return this;
  }

  /**
   * Scales rows by what was learned.
   *
   * @param x rows with as many columns as those it was fitted on, shape [n, …]
   * @returns new float32 rows of the same shape
   * @throws Error before `fit`; TypeError or RangeError if `x` does not fit or holds NaN or infinity
   */
  transform(x: NdArray): NdArray {
    const { center, scale } = this.#learned('transform', x);
    const from = x.data;
    const data = new Float32Array(from.length);
    const columns = scale.length;
    for (let i = 0; i < data.length;) {
      for (let column = 0; column < columns; column++, i++) {
        data[i] = (from[i]! - center[column]!) / scale[column]!;
      }
    }
    return { data, shape: [...x.shape] };
  }

  /**
   * Turns scaled rows back: x = z · scale + mean.
   *
   * @param z rows as `transform` returns them, shape [n, …]
   * @returns new float32 rows of the same shape
   * @throws Error before `fit`; TypeError or RangeError if `z` does not fit or holds NaN or infinity
   */
  inverseTransform(z: NdArray): NdArray {
    const { center, scale } = this.#learned('inverseTransform', z);
    const from = z.data;
    const data = new Float32Array(from.length);
    const columns = scale.length;
    for (let i = 0; i < data.length;) {
      for (let column = 0; column < columns; column++, i++) {
        data[i] = from[i]! * scale[column]! + center[column]!;
      }
    }
    return { data, shape: [...z.shape] };
  }

  /** Returns the options and what was learned as plain JSON; {@link StandardScaler.fromJSON} reads it to the same bits. */
  toJSON(): StandardScalerJson {
    const { withMean, withStd } = this;
    if (!this.#mean || !this.#scale) {
      return { className: 'StandardScaler', config: { withMean, withStd } };
    }
    const config = { withMean, withStd, mean: [...this.#mean], scale: [...this.#scale] };
    return { className: 'StandardScaler', config };
  }

  /**
   * Makes a scaler from what `toJSON` returned.
   *
   * @throws TypeError or RangeError if the JSON is not that of a StandardScaler
   */
  static fromJSON(json: StandardScalerJson): StandardScaler {
    if (json?.className !== 'StandardScaler' || typeof json.config !== 'object' || !json.config) {
      throw new TypeError(
        "StandardScaler.fromJSON needs { className: 'StandardScaler', config: { … } }, as toJSON returns it",
      );
    }
    return new StandardScaler(json.config);
  }

  #learned(method: string, x: NdArray): { center: Float64Array; scale: Float64Array } {
    const mean = this.#mean;
    const scale = this.#scale;
    if (!mean || !scale) {
      throw new Error(`StandardScaler has learned nothing yet: call fit before ${method}`);
    }
    checkNdArray('x', x, { finite: true });
    if (rowSize(x) !== scale.length) {
      throw new RangeError(
        `StandardScaler was fitted on ${scale.length} columns, but x of shape [${x.shape.join(', ')}] has ${rowSize(x)}`,
      );
    }
    return { center: this.withMean ? mean : new Float64Array(scale.length), scale };
  }
}

function columnScales(x: NdArray, mean: Float64Array): Float64Array {
  const n = x.shape[0]!;
  return columnSums(x, mean).squares.map((square, column) => {
    const variance = square / n;
    const rounding = n * Number.EPSILON;
    const constant = variance <= rounding * variance + (rounding * mean[column]!) ** 2;
    return constant ? 1 : Math.sqrt(variance);
  });
}

/** The sums over rows of x − center and (x − center)². */
function columnSums({ data }: NdArray, center: Float64Array) {
  const columns = center.length;
  const sums = new Float64Array(columns);
  const squares = new Float64Array(columns);
  // A few rows at a time stay in the cache while each column's sums stay in registers.
  const blockSize = Math.ceil(BLOCK_SIZE / columns) * columns;
  for (let start = 0; start < data.length; start += blockSize) {
    const end = Math.min(start + blockSize, data.length);
    for (let column = 0; column < columns; column++) {
      const middle = center[column]!;
      let sum = 0;
      let square = 0;
      for (let i = start + column; i < end; i += columns) {
        const deviation = data[i]! - middle;
        sum += deviation;
        square += deviation * deviation;
      }
      sums[column]! += sum;
      squares[column]! += square;
    }
  }
  return { sums, squares };
}

const BLOCK_SIZE = 8192;

function checkLearned(name: string, value: unknown): asserts value is number[] {
  if (!Array.isArray(value) || !value.every((number) => Number.isFinite(number))) {
    throw new TypeError(
      `the ${name} of a StandardScaler must be an array of finite numbers, not ${describe(value)}`,
    );
  }
}
