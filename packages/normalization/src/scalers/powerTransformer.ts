import { checkBoolean, checkOptions, rowSize, warn, type NdArray } from '@occam/core';
import type * as tf from '@tensorflow/tfjs';
import { minimize } from './brent.js';
import type { Missing } from './checkValues.js';
import { deviationOf } from './columnMoments.js';
import { checkCounts, forEachColumn, type ColumnValues } from './columnValues.js';
import { InvertibleScaler } from './invertibleScaler.js';
import { checkEach, configOf, readLearned } from './learned.js';
import { powerTensor } from './powerTensor.js';
import type { ScalerJson } from './fittedScaler.js';

/** What {@link PowerTransformer} takes. */
export interface PowerTransformerOptions {
  /** Whether the columns then get mean 0 and standard deviation 1. Default true. */
  readonly standardize?: boolean | undefined;
  /** What becomes of NaN: 'reject' is an error, 'ignore' leaves it out of what is learned and keeps it. Default 'reject'. */
  readonly missing?: Missing | undefined;
  /** The power of each column, from a scaler's JSON; with `mean` and `scale`. Default: nothing is learned yet. */
  readonly lambdas?: readonly number[] | undefined;
  /** What is subtracted from each column afterwards, from a scaler's JSON. Default: nothing is learned yet. */
  readonly mean?: readonly number[] | undefined;
  /** What each column is divided by afterwards (above 0), from a scaler's JSON. Default: nothing is learned yet. */
  readonly scale?: readonly number[] | undefined;
}

/** A {@link PowerTransformer} as plain JSON. */
export type PowerTransformerJson = ScalerJson<{
  /** Whether the columns then get mean 0 and standard deviation 1. */
  standardize: boolean;
  /** What becomes of NaN. */
  missing: Missing;
  /** The power of each column; absent before `fit`. */
  lambdas?: number[];
  /** What is subtracted from each column afterwards; absent before `fit`. */
  mean?: number[];
  /** What each column is divided by afterwards; absent before `fit`. */
  scale?: number[];
}>;

interface Learned {
  lambdas: Float64Array;
  mean: Float64Array;
  scale: Float64Array;
}

/**
 * Makes each column as normal as a power can, by the transform of Yeo and Johnson, which takes numbers of either sign:
 *
 *     y = ((x + 1)^λ − 1) / λ             for x ≥ 0     (ln(x + 1) for λ = 0)
 *     y = −((1 − x)^(2 − λ) − 1) / (2 − λ)   for x < 0     (−ln(1 − x) for λ = 2)
 *     λ maximizes −n/2 · ln var(y) + (λ − 1)·Σ sign(x)·ln(|x| + 1)
 *
 * and then, unless told otherwise, standardizes it. As scikit-learn's, with scipy's search for λ; a constant column has no
 * best λ and keeps λ = 1, where scikit-learn's depends on rounding (both give 0). It has no `partialFit`: the likelihood needs
 * all rows at once. Rows that no x leads to come back as NaN. Columns whose spread is small beside their distance from 0 lose
 * their digits in the power, as in scikit-learn: standardize them first. A warning names those that have none left.
 *
 * Yeo, Johnson: A New Family of Power Transformations to Improve Normality or Symmetry, 2000.
 *
 * @example
 * ```ts
 * import { ndarray } from '@occam/core';
 * import { PowerTransformer } from '@occam/normalization';
 *
 * const income = ndarray(new Float32Array([1, 2, 4, 8, 16, 32]), [6, 1]);
 * new PowerTransformer().fit(income).transform(income).data; // symmetric about 0
 * ```
 */
export class PowerTransformer extends InvertibleScaler {
  /** Whether the columns then get mean 0 and standard deviation 1. */
  readonly standardize: boolean;
  #learned: Learned | undefined;

  /**
   * Makes a scaler that has learned nothing yet, or what the options say.
   *
   * @throws TypeError or RangeError if an option is unknown or not as described
   */
  constructor(options: PowerTransformerOptions = {}) {
    checkOptions('PowerTransformer', options, [
      'standardize',
      'missing',
      'lambdas',
      'mean',
      'scale',
    ]);
    const { standardize = true, missing, lambdas, mean, scale } = options;
    super('PowerTransformer', missing);
    checkBoolean('standardize', standardize);
    this.standardize = standardize;
    this.#learned = readLearned(this.className, { lambdas, mean, scale });
    if (!this.#learned) return;
    checkEach(this.className, 'scale', this.#learned.scale, 'above 0', (value) => value > 0);
  }

  /** How many columns it was fitted on; undefined before `fit`. */
  get columns(): number | undefined {
    return this.#learned?.lambdas.length;
  }

  /** The power of each column; undefined before `fit`. */
  get lambdas(): Float64Array | undefined {
    return this.#learned?.lambdas.slice();
  }

  protected learn(x: NdArray): void {
    const columns = rowSize(x);
    const [lambdas, mean, scale] = [0, 0, 1].map((value) =>
      new Float64Array(columns).fill(value),
    ) as [Float64Array, Float64Array, Float64Array];
    const lost: number[] = [];
    forEachColumn(x, (values, column) => {
      checkCounts(this.className, [...Array.from({ length: column }, () => 1), values.length]);
      const lambda = bestPower(values);
      lambdas[column] = lambda;
      if (!this.standardize) return;
      const y = Float64Array.from(values, (value) => yeoJohnson(value, lambda));
      const moments = momentsOf(y);
      mean[column] = moments.mean;
      scale[column] = deviationOf({
        count: Float64Array.of(y.length),
        mean: Float64Array.of(moments.mean),
        variance: Float64Array.of(moments.variance),
      })[0]!;
      const constant = scale[column] === 1 && moments.variance < 0.5;
      if (constant && !isConstant(values)) lost.push(column);
    });
    if (lost.length > 0) {
      warn(
        `PowerTransformer makes column ${lost.join(', ')} constant: the spread is so small beside the distance from 0 ` +
          'that the power has no digits left for it; put a StandardScaler before it',
      );
    }
    this.#learned = { lambdas, mean, scale };
  }

  /** Transforms whole rows. */
  transformRows(from: ArrayLike<number>, to: Float32Array): void {
    const { lambdas, mean, scale } = this.#learned!;
    const columns = lambdas.length;
    for (let i = 0; i < to.length;) {
      for (let column = 0; column < columns; column++, i++) {
        to[i] = (yeoJohnson(from[i]!, lambdas[column]!) - mean[column]!) / scale[column]!;
      }
    }
  }

  /** Transforms whole rows back. */
  protected inverseRows(from: ArrayLike<number>, to: Float32Array): void {
    const { lambdas, mean, scale } = this.#learned!;
    const columns = lambdas.length;
    for (let i = 0; i < to.length;) {
      for (let column = 0; column < columns; column++, i++) {
        to[i] = inverse(from[i]! * scale[column]! + mean[column]!, lambdas[column]!);
      }
    }
  }

  /** The same in float32. */
  transformTensor(x: tf.Tensor2D): tf.Tensor2D {
    const { lambdas, mean, scale } = this.#learned!;
    return powerTensor(x, lambdas, mean, scale);
  }

  /** Returns the options and what was learned as plain JSON; {@link PowerTransformer.fromJSON} reads it to the same bits. */
  toJSON(): PowerTransformerJson {
    const { className, standardize, missing } = this;
    if (!this.#learned) return { className, config: { standardize, missing } };
    const { lambdas, mean, scale } = this.#learned;
    const learned = { lambdas: [...lambdas], mean: [...mean], scale: [...scale] };
    return { className, config: { standardize, missing, ...learned } };
  }

  /**
   * Makes a scaler from what `toJSON` returned.
   *
   * @throws TypeError or RangeError if the JSON is not that of a PowerTransformer
   */
  static fromJSON(json: PowerTransformerJson): PowerTransformer {
    return new PowerTransformer(configOf('PowerTransformer', json));
  }
}

/** Both branches are ±(e^(p·ln(1 + |x|)) − 1) / p with p = λ or 2 − λ, which loses no digits near 0. */
function yeoJohnson(x: number, lambda: number): number {
  const power = x >= 0 ? lambda : 2 - lambda;
  if (power === 1) return x;
  const log = Math.log1p(Math.abs(x));
  const y = Math.abs(power) < Number.EPSILON ? log : Math.expm1(power * log) / power;
  return x >= 0 ? y : -y;
}

function inverse(y: number, lambda: number): number {
  const power = y >= 0 ? lambda : 2 - lambda;
  const size = Math.abs(y);
  const log = Math.abs(power) < Number.EPSILON ? size : Math.log1p(power * size) / power;
  return y >= 0 ? Math.expm1(log) : -Math.expm1(log);
}

function isConstant(values: ColumnValues): boolean {
  return values.every((value) => value === values[0]);
}

/** The λ of the greatest likelihood. */
function bestPower(values: ColumnValues): number {
  if (isConstant(values)) return 1;
  const n = values.length;
  const logs = Float64Array.from(values, (value) => Math.log1p(Math.abs(value)));
  const signed = logs.reduce((sum, log, i) => sum + (values[i]! < 0 ? -log : log), 0);
  const y = new Float64Array(n);
  return minimize(
    (lambda) => {
      const [above, below] = [lambda, 2 - lambda];
      for (let i = 0; i < n; i++) {
        const power = values[i]! < 0 ? below : above;
        const log = logs[i]!;
        const size = Math.abs(power) < Number.EPSILON ? log : Math.expm1(power * log) / power;
        y[i] = values[i]! < 0 ? -size : size;
      }
      const { variance } = momentsOf(y);
      // As scikit-learn, also where a power overflows.
      if (!(variance >= SMALLEST)) return Infinity;
      return (n / 2) * Math.log(variance) - (lambda - 1) * signed;
    },
    -2,
    2,
  );
}

/** The smallest float64 number with all its digits. */
const SMALLEST = 2 ** -1022;

function momentsOf(y: Float64Array): { mean: number; variance: number } {
  let sum = 0;
  for (let i = 0; i < y.length; i++) sum += y[i]!;
  const mean = sum / y.length;
  let squares = 0;
  for (let i = 0; i < y.length; i++) squares += (y[i]! - mean) ** 2;
  return { mean, variance: squares / y.length };
}
