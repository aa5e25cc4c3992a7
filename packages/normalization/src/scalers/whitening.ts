import {
  checkInteger,
  checkNumber,
  checkOneOf,
  checkOptions,
  rowSize,
  type NdArray,
} from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import { subtractExactly } from './affineScaler.js';
import { columnMoments } from './columnMoments.js';
import { eigenSymmetric } from './eigenSymmetric.js';
import { InvertibleScaler } from './invertibleScaler.js';
import { configOf, readLearned, readNumbers } from './learned.js';
import type { ScalerJson, ScalerProduct } from './fittedScaler.js';

/** How whitened columns are turned: along the principal components, or back as near to the old columns as can be. */
export type WhiteningKind = 'pca' | 'zca';

/** What {@link Whitening} takes. */
export interface WhiteningOptions {
  /** 'pca' gives the principal components, 'zca' turns them back, so that images stay images. Default 'pca'. */
  readonly kind?: WhiteningKind | undefined;
  /** How many principal components are kept, at least 1; only for 'pca'. Default: as many as there are columns. */
  readonly nComponents?: number | undefined;
  /** Added to the variance of each component, so that noise is not blown up, at least 0. Default 0, as scikit-learn. */
  readonly epsilon?: number | undefined;
  /** How many rows were seen, from a scaler's JSON; with `mean` and `covariance`. Default: nothing is learned yet. */
  readonly count?: number | undefined;
  /** The mean of each column, from a scaler's JSON. Default: nothing is learned yet. */
  readonly mean?: readonly number[] | undefined;
  /** The covariance (n − 1 in the denominator), row by row, from a scaler's JSON. Default: nothing is learned yet. */
  readonly covariance?: readonly number[] | undefined;
}

/** A {@link Whitening} as plain JSON. */
export type WhiteningJson = ScalerJson<{
  /** 'pca' or 'zca'. */
  kind: WhiteningKind;
  /** How many principal components are kept; absent for all. */
  nComponents?: number;
  /** Added to the variance of each component. */
  epsilon: number;
  /** How many rows were seen; absent before `fit`. */
  count?: number;
  /** The mean of each column; absent before `fit`. */
  mean?: number[];
  /** The covariance, row by row; absent before `fit`. */
  covariance?: number[];
}>;

interface Learned {
  count: number;
  mean: Float64Array;
  covariance: Float64Array;
}

interface Directions {
  values: Float64Array;
  vectors: Float64Array;
  forward: Float64Array;
  backward: Float64Array;
  outputs: number;
}

/**
 * Makes the columns uncorrelated, each with variance 1, by the eigenvectors of their covariance C = V·diag(d)·Vᵀ, d descending:
 *
 *     PCA   z = (x − mean)·V·diag(1/√(d + ε))        ZCA   z = (x − mean)·V·diag(1/√(d + ε))·Vᵀ
 *
 * As scikit-learn's `PCA(whiten=True)`: the covariance has n − 1 in the denominator, and the largest element of each
 * component is positive (as from its version 1.5). A direction without variance above rounding (d ≤ n·ε₆₄·max d), as from
 * constant or dependent columns, becomes 0, where scikit-learn divides rounding errors by each other. It needs two rows at
 * least. NaN is an error: a covariance with gaps is none.
 *
 * @example
 * ```ts
 * import { ndarray } from '@occam/core';
 * import { Whitening } from '@occam/normalization';
 *
 * const x = ndarray(new Float32Array([1, 2, 3, 5, 4, 9, 6, 11]), [4, 2]);
 * const z = new Whitening({ kind: 'zca' }).fit(x).transform(x); // its covariance is the identity
 * ```
 *
 * Bell, Sejnowski: The "Independent Components" of Natural Scenes are Edge Filters, 1997 (ZCA).
 */
export class Whitening extends InvertibleScaler {
  /** 'pca' or 'zca'. */
  readonly kind: WhiteningKind;
  /** How many principal components are kept; undefined for all. */
  readonly nComponents: number | undefined;
  /** Added to the variance of each component. */
  readonly epsilon: number;
  #learned: Learned | undefined;
  #known: Directions | undefined;

  /**
   * Makes a scaler that has learned nothing yet, or what the options say.
   *
   * @throws TypeError or RangeError if an option is unknown or not as described
   */
  constructor(options: WhiteningOptions = {}) {
    checkOptions('Whitening', options, [
      'kind',
      'nComponents',
      'epsilon',
      'count',
      'mean',
      'covariance',
    ]);
    const { kind = 'pca', nComponents, epsilon = 0, count, mean, covariance } = options;
    super('Whitening');
    checkOneOf('kind', kind, ['pca', 'zca']);
    if (nComponents !== undefined) {
      checkInteger('nComponents', nComponents, { min: 1 });
      if (kind === 'zca') {
        throw new RangeError(
          "nComponents is for kind 'pca': 'zca' keeps all columns, so leave it out",
        );
      }
    }
    checkNumber('epsilon', epsilon, { min: 0 });
    this.kind = kind;
    this.nComponents = nComponents;
    this.epsilon = epsilon;
    const learned = readLearned(this.className, { mean });
    if (!learned && count === undefined && covariance === undefined) return;
    checkInteger('the count of a Whitening', count, { min: 2 });
    const { mean: means } = learned ?? { mean: readNumbers(this.className, 'mean', mean) };
    const matrix = readNumbers(this.className, 'covariance', covariance);
    if (matrix.length !== means.length ** 2) {
      throw new RangeError(
        `the covariance of a Whitening of ${means.length} columns must have ${means.length ** 2} numbers, not ${matrix.length}`,
      );
    }
    this.#use({ count, mean: means, covariance: matrix });
  }

  /** How many columns it was fitted on; undefined before `fit`. */
  get columns(): number | undefined {
    return this.#learned?.mean.length;
  }

  /** The mean of each column; undefined before `fit`. */
  get mean(): Float64Array | undefined {
    return this.#learned?.mean.slice();
  }

  /** The principal components kept, [outputs, columns]; of ZCA all of them; undefined before `fit`. */
  get components(): Float64Array | undefined {
    if (!this.#learned) return undefined;
    const { vectors } = this.#directions();
    return vectors.slice(0, this.outputColumns(0) * this.columns!);
  }

  /** The variance along each component kept; undefined before `fit`. */
  get explainedVariance(): Float64Array | undefined {
    return this.#learned && this.#directions().values.slice(0, this.outputColumns(0));
  }

  /** What rows less their mean are multiplied by, [columns, outputs]; undefined before `fit`. */
  get matrix(): Float64Array | undefined {
    return this.#learned && this.#directions().forward.slice();
  }

  /**
   * Learns from more training rows, as if they had been there with those before.
   *
   * @param x training rows, shape [n, …]; of the first ones at least two
   * @returns itself
   * @throws TypeError or RangeError as `fit`, and if `x` has another number of columns than the rows before
   */
  partialFit(x: NdArray): this {
    this.checkMore(x);
    this.#learn(x, this.#learned);
    return this;
  }

  protected learn(x: NdArray): void {
    this.#learn(x);
  }

  #learn(x: NdArray, before?: Learned): void {
    const n = x.shape[0]!;
    const columns = rowSize(x);
    if (this.nComponents !== undefined && this.nComponents > columns) {
      throw new RangeError(
        `nComponents must be at most the number of columns, ${columns}, not ${this.nComponents}`,
      );
    }
    const total = n + (before?.count ?? 0);
    if (total < 2) {
      throw new RangeError(
        `Whitening needs at least two rows to fit, but x has shape [${x.shape.join(', ')}]`,
      );
    }
    const { mean } = columnMoments(x);
    const scatter = scatterOf(x, mean);
    if (before) {
      // Chan's rule, for a matrix.
      const difference = mean.map((value, i) => value - before.mean[i]!);
      const share = (n * before.count) / total;
      for (let i = 0; i < columns; i++) {
        for (let j = 0; j < columns; j++) {
          const at = i * columns + j;
          const product = difference[i]! * difference[j]! * share;
          scatter[at]! += before.covariance[at]! * (before.count - 1) + product;
        }
        mean[i] = (mean[i]! * n + before.mean[i]! * before.count) / total;
      }
    }
    this.#use({ count: total, mean, covariance: scatter.map((value) => value / (total - 1)) });
  }

  #use(learned: Learned): void {
    this.#learned = learned;
    this.#known = undefined;
  }

  #directions(): Directions {
    this.#known ??= directionsOf(this.#learned!, this.kind, this.epsilon, this.nComponents);
    return this.#known;
  }

  /** The product that it is. */
  override product(): ScalerProduct {
    const { forward, outputs } = this.#directions();
    return { center: this.#learned!.mean, matrix: forward, outputs };
  }

  /** Names the components `pca0`, `pca1`, …; the columns of ZCA stay what they were. */
  getFeatureNamesOut(names: readonly string[] = []): string[] {
    if (this.kind === 'zca') return [...names];
    return Array.from({ length: this.checkFitted('getFeatureNamesOut') }, (_, i) => `pca${i}`);
  }

  /** Multiplies whole rows. */
  transformRows(from: ArrayLike<number>, to: Float32Array): void {
    const { forward, outputs } = this.#directions();
    const { mean } = this.#learned!;
    const columns = mean.length;
    const sums = new Float64Array(outputs);
    for (let row = 0; row * outputs < to.length; row++) {
      sums.fill(0);
      for (let i = 0; i < columns; i++) {
        const value = from[row * columns + i]! - mean[i]!;
        for (let j = 0; j < outputs; j++) sums[j]! += value * forward[i * outputs + j]!;
      }
      to.set(sums, row * outputs);
    }
  }

  /** Multiplies whole rows by the inverse, or what there is of it. */
  protected inverseRows(from: ArrayLike<number>, to: Float32Array): void {
    const { backward, outputs } = this.#directions();
    const { mean } = this.#learned!;
    const columns = mean.length;
    const sums = new Float64Array(columns);
    for (let row = 0; row * columns < to.length; row++) {
      sums.set(mean);
      for (let j = 0; j < outputs; j++) {
        const value = from[row * outputs + j]!;
        for (let i = 0; i < columns; i++) sums[i]! += value * backward[j * columns + i]!;
      }
      to.set(sums, row * columns);
    }
  }

  /** The same in float32. */
  transformTensor(x: tf.Tensor2D): tf.Tensor2D {
    const { center, matrix, outputs } = this.product();
    return tf.matMul(
      subtractExactly(x, center),
      tf.tensor2d(Float32Array.from(matrix), [center.length, outputs]),
    );
  }

  /** Returns the options and what was learned as plain JSON; {@link Whitening.fromJSON} reads it to the same bits. */
  toJSON(): WhiteningJson {
    const { className, kind, nComponents, epsilon } = this;
    const config = { kind, ...(nComponents === undefined ? {} : { nComponents }), epsilon };
    if (!this.#learned) return { className, config };
    const { count, mean, covariance } = this.#learned;
    return {
      className,
      config: { ...config, count, mean: [...mean], covariance: [...covariance] },
    };
  }

  /**
   * Makes a scaler from what `toJSON` returned.
   *
   * @throws TypeError or RangeError if the JSON is not that of a Whitening
   */
  static fromJSON(json: WhiteningJson): Whitening {
    return new Whitening(configOf('Whitening', json));
  }
}

/** Σ (x − mean)ᵀ(x − mean), [columns, columns]; four rows at a time, so that each sum is read and written less often. */
function scatterOf({ data }: NdArray, mean: Float64Array): Float64Array {
  const columns = mean.length;
  const scatter = new Float64Array(columns * columns);
  const [a, b, c, d] = Array.from({ length: 4 }, () => new Float64Array(columns)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  for (let start = 0; start < data.length; start += 4 * columns) {
    [a, b, c, d].forEach((row, k) => {
      const at = start + k * columns;
      if (at >= data.length) row.fill(0);
      else for (let j = 0; j < columns; j++) row[j] = data[at + j]! - mean[j]!;
    });
    for (let i = 0; i < columns; i++) {
      const [ai, bi, ci, di] = [a[i]!, b[i]!, c[i]!, d[i]!];
      const at = i * columns;
      for (let j = i; j < columns; j++) {
        scatter[at + j]! += ai * a[j]! + bi * b[j]! + (ci * c[j]! + di * d[j]!);
      }
    }
  }
  for (let i = 0; i < columns; i++) {
    for (let j = 0; j < i; j++) scatter[i * columns + j] = scatter[j * columns + i]!;
  }
  return scatter;
}

function directionsOf(
  { count, mean, covariance }: Learned,
  kind: WhiteningKind,
  epsilon: number,
  nComponents: number | undefined,
): Directions {
  const columns = mean.length;
  const { values, vectors } = eigenSymmetric(covariance, columns);
  const rounding = Math.max(values[0]!, 0) * Number.EPSILON * Math.max(count, columns);
  const deviations = values.map((value) =>
    value > rounding ? Math.sqrt(value + epsilon) : Infinity,
  );
  const kept = kind === 'pca' ? (nComponents ?? columns) : columns;
  const forward = new Float64Array(columns * kept);
  const backward = new Float64Array(columns * kept);
  for (let k = 0; k < kept; k++) {
    const deviation = deviations[k]!;
    if (deviation === Infinity) continue;
    for (let i = 0; i < columns; i++) {
      const value = vectors[k * columns + i]!;
      if (kind === 'pca') {
        forward[i * kept + k] = value / deviation;
        backward[k * columns + i] = value * deviation;
        continue;
      }
      for (let j = 0; j < columns; j++) {
        const product = value * vectors[k * columns + j]!;
        forward[i * columns + j]! += product / deviation;
        backward[i * columns + j]! += product * deviation;
      }
    }
  }
  return { values, vectors, forward, backward, outputs: kept };
}
