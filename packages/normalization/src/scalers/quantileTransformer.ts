import {
  checkInteger,
  checkOneOf,
  checkOptions,
  createRng,
  normalProbability,
  normalQuantile,
  rowSize,
  type NdArray,
  type Seed,
} from '@occam/core';
import type * as tf from '@tensorflow/tfjs';
import type { Missing } from './checkValues.js';
import { checkCounts, forEachColumn } from './columnValues.js';
import { InvertibleScaler } from './invertibleScaler.js';
import { configOf, readNumbers } from './learned.js';
import { quantiles } from './orderStatistics.js';
import { quantileTensor } from './quantileTensor.js';
import type { ScalerJson } from './fittedScaler.js';

/** The distribution that columns get. */
export type OutputDistribution = 'uniform' | 'normal';

/** What {@link QuantileTransformer} takes. */
export interface QuantileTransformerOptions {
  /** How many quantiles are kept, at least 1; as many as there are rows if those are fewer. Default 1000. */
  readonly nQuantiles?: number | undefined;
  /** Whether columns become uniform in [0, 1] or standard normal. Default 'uniform'. */
  readonly outputDistribution?: OutputDistribution | undefined;
  /** The most rows of which quantiles are taken, at least `nQuantiles`; null for all rows, which is exact. Default 10000. */
  readonly subsample?: number | null | undefined;
  /** Decides which rows are taken where there are more than `subsample`, an integer or a string. Default 0. */
  readonly seed?: Seed | undefined;
  /** What becomes of NaN: 'reject' is an error, 'ignore' leaves it out of what is learned and keeps it. Default 'reject'. */
  readonly missing?: Missing | undefined;
  /** The quantiles of each column, ascending, one list a column, from a scaler's JSON. Default: nothing is learned yet. */
  readonly quantiles?: readonly (readonly number[])[] | undefined;
}

/** A {@link QuantileTransformer} as plain JSON. */
export type QuantileTransformerJson = ScalerJson<{
  /** How many quantiles are kept at most. */
  nQuantiles: number;
  /** Whether columns become uniform or standard normal. */
  outputDistribution: OutputDistribution;
  /** The most rows of which quantiles are taken; null for all. */
  subsample: number | null;
  /** Decides which rows are taken. */
  seed: Seed;
  /** What becomes of NaN. */
  missing: Missing;
  /** The quantiles of each column; absent before `fit`. */
  quantiles?: number[][];
}>;

/**
 * Gives each column a uniform or standard normal distribution, whatever its own was: by its ranks.
 *
 *     u = F(x),   F linear between the quantiles (qᵢ, i / (Q − 1)) of the rows it was fitted on
 *     z = u,  or  Φ⁻¹(u) held to Φ⁻¹(10⁻⁷) ≤ z ≤ Φ⁻¹(1 − 10⁻⁷)
 *
 * Where several quantiles are equal, x there gets the middle of their places; x outside of what was seen gets 0 or 1. As
 * scikit-learn's, to the same numbers, as long as there are at most `subsample` rows: of more, another sample is taken
 * (here the same rows for all columns). It has no `partialFit`: quantiles need all rows at once.
 *
 * @example
 * ```ts
 * import { ndarray } from '@occam/core';
 * import { QuantileTransformer } from '@occam/normalization';
 *
 * const scaler = new QuantileTransformer().fit(ndarray(new Float32Array([1, 10, 1000]), [3, 1]));
 * scaler.transform(ndarray(new Float32Array([10, 505]), [2, 1])).data; // [0.5, 0.75]
 * ```
 */
export class QuantileTransformer extends InvertibleScaler {
  /** How many quantiles are kept at most. */
  readonly nQuantiles: number;
  /** Whether columns become uniform or standard normal. */
  readonly outputDistribution: OutputDistribution;
  /** The most rows of which quantiles are taken; null for all. */
  readonly subsample: number | null;
  /** Decides which rows are taken. */
  readonly seed: Seed;
  #quantiles: Float64Array[] | undefined;

  /**
   * Makes a scaler that has learned nothing yet, or what the options say.
   *
   * @throws TypeError or RangeError if an option is unknown or not as described
   */
  constructor(options: QuantileTransformerOptions = {}) {
    checkOptions('QuantileTransformer', options, [
      'nQuantiles',
      'outputDistribution',
      'subsample',
      'seed',
      'missing',
      'quantiles',
    ]);
    const { nQuantiles = 1000, outputDistribution = 'uniform', subsample = 10_000 } = options;
    super('QuantileTransformer', options.missing);
    checkInteger('nQuantiles', nQuantiles, { min: 1 });
    checkOneOf('outputDistribution', outputDistribution, ['uniform', 'normal']);
    if (subsample !== null) checkInteger('subsample', subsample, { min: nQuantiles });
    this.nQuantiles = nQuantiles;
    this.outputDistribution = outputDistribution;
    this.subsample = subsample;
    this.seed = readSeed(options.seed ?? 0);
    createRng(this.seed);
    if (options.quantiles !== undefined) this.#quantiles = readQuantiles(options.quantiles);
  }

  /** How many columns it was fitted on; undefined before `fit`. */
  get columns(): number | undefined {
    return this.#quantiles?.length;
  }

  /** The quantiles of each column, ascending; undefined before `fit`. */
  get quantiles(): Float64Array[] | undefined {
    return this.#quantiles?.map((list) => list.slice());
  }

  protected learn(x: NdArray): void {
    const n = x.shape[0]!;
    const count = Math.min(this.nQuantiles, n);
    // As numpy computes linspace, and scikit-learn percentages of it.
    const shares = places(count).map((place) => (place * 100) / 100);
    const { subsample } = this;
    const rows =
      subsample !== null && subsample < n
        ? createRng(this.seed).fork('subsample').permutation(n).slice(0, subsample)
        : undefined;
    const learned: Float64Array[] = Array.from({ length: rowSize(x) });
    forEachColumn(
      x,
      (values, column) => {
        checkCounts(this.className, [...Array.from({ length: column }, () => 1), values.length]);
        const found = quantiles(values, shares);
        // Interpolation may round below its neighbour.
        for (let i = 1; i < count; i++) found[i] = Math.max(found[i]!, found[i - 1]!);
        learned[column] = found;
      },
      rows,
    );
    this.#quantiles = learned;
  }

  /** Gives whole rows their places. */
  transformRows(from: ArrayLike<number>, to: Float32Array): void {
    const columns = this.#quantiles!;
    const normal = this.outputDistribution === 'normal';
    columns.forEach((known, column) => {
      for (let i = column; i < to.length; i += columns.length) {
        const x = from[i]!;
        const u = x === x ? placeOf(x, known, normal) : NaN;
        to[i] = normal ? Math.min(Math.max(normalQuantile(u), LOWEST), HIGHEST) : u;
      }
    });
  }

  /** Finds the numbers at whole rows' places. */
  protected inverseRows(from: ArrayLike<number>, to: Float32Array): void {
    const columns = this.#quantiles!;
    const normal = this.outputDistribution === 'normal';
    columns.forEach((known, column) => {
      const last = known.length - 1;
      for (let i = column; i < to.length; i += columns.length) {
        const z = from[i]!;
        let u = normal ? normalProbability(z) : z;
        if (normal && u < THRESHOLD) u = 0;
        if (normal && u > 1 - THRESHOLD) u = 1;
        const place = Math.min(Math.max(u, 0), 1) * last;
        const below = Math.min(Math.floor(place), Math.max(last - 1, 0));
        const a = known[below]!;
        to[i] = u === u ? a + (known[Math.min(below + 1, last)]! - a) * (place - below) : NaN;
      }
    });
  }

  /** The same in float32. */
  transformTensor(x: tf.Tensor2D): tf.Tensor2D {
    return quantileTensor(x, this.#quantiles!, this.outputDistribution === 'normal');
  }

  /** Returns the options and what was learned as plain JSON; {@link QuantileTransformer.fromJSON} reads it to the same bits. */
  toJSON(): QuantileTransformerJson {
    const { className, nQuantiles, outputDistribution, subsample, seed, missing } = this;
    const config = { nQuantiles, outputDistribution, subsample, seed, missing };
    const learned = this.#quantiles?.map((list) => [...list]);
    return { className, config: learned ? { ...config, quantiles: learned } : config };
  }

  /**
   * Makes a scaler from what `toJSON` returned.
   *
   * @throws TypeError or RangeError if the JSON is not that of a QuantileTransformer
   */
  static fromJSON(json: QuantileTransformerJson): QuantileTransformer {
    return new QuantileTransformer(configOf('QuantileTransformer', json));
  }
}

/** So close to the ends, scikit-learn takes the end. */
const THRESHOLD = 1e-7;
const LOWEST = /* @__PURE__ */ normalQuantile(THRESHOLD - Number.EPSILON);
const HIGHEST = /* @__PURE__ */ normalQuantile(1 - (THRESHOLD - Number.EPSILON));

/** The places of so many quantiles: i / (count − 1). */
function places(count: number): number[] {
  const step = 1 / Math.max(count - 1, 1);
  return Array.from({ length: count }, (_, i) => (i === count - 1 && i > 0 ? 1 : i * step));
}

/** F(x): the mean of the interpolations from below and from above, which differ where quantiles are equal. */
function placeOf(x: number, known: Float64Array, normal: boolean): number {
  const last = known.length - 1;
  const margin = normal ? THRESHOLD : 0;
  // Of one quantile, scikit-learn's interpolation knows no place but 0.
  if (last === 0 && !normal) return 0;
  if (normal ? x - margin < known[0]! : x <= known[0]!) return 0;
  if (normal ? x + margin > known[last]! : x >= known[last]!) return 1;
  // known[below] ≤ x < known[below + 1]
  let below = 0;
  let above = last;
  while (above - below > 1) {
    const middle = (below + above) >> 1;
    if (known[middle]! <= x) below = middle;
    else above = middle;
  }
  if (known[last]! <= x) below = last;
  const a = known[below]!;
  if (a < x) return (below + (x - a) / (known[below + 1]! - a)) / last;
  let first = below;
  while (first > 0 && known[first - 1] === a) first--;
  return (below + first) / 2 / last;
}

/** tfjs' JSON spoils strings, so a layer's configuration holds character codes. */
function readSeed(seed: Seed | readonly number[]): Seed {
  return Array.isArray(seed) ? String.fromCharCode(...seed) : (seed as Seed);
}

function readQuantiles(lists: unknown): Float64Array[] {
  if (!Array.isArray(lists) || lists.length === 0) {
    throw new TypeError(
      'the quantiles of a QuantileTransformer must be a list of lists of numbers',
    );
  }
  return lists.map((list: unknown) => {
    const read = readNumbers('QuantileTransformer', 'quantiles', list);
    if (read.some((value, i) => i > 0 && value < read[i - 1]!)) {
      throw new RangeError('the quantiles of each column of a QuantileTransformer must ascend');
    }
    if (read.length !== (lists[0] as unknown[]).length) {
      throw new RangeError('all columns of a QuantileTransformer must have as many quantiles');
    }
    return read;
  });
}
