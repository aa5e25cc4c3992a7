import { checkNdArray, checkOneOf, rowSize, type NdArray } from '@occam/core';
import type * as tf from '@tensorflow/tfjs';
import { checkValues, type Missing } from './checkValues.js';
import type { FittedScaler, ScalerJson, ScalerProduct } from './fittedScaler.js';
import { scalerLayer, type ScalerLayerOptions } from './scalerLayer.js';

/**
 * What all scalers share. A scaler learns from training rows by `fit` and changes any rows in the same way by `transform`, all
 * computed in float64 and rounded to float32 once.
 *
 * A new one says what it learns (`learn`), how it changes rows (`transformRows`), the same in tfjs' ops (`transformTensor`)
 * and what it is as JSON (`toJSON`); the checks, the layer and its step in the fused engine are here.
 */
export abstract class Scaler implements FittedScaler {
  /** The name in recipes and in JSON. */
  readonly className: string;
  /** What becomes of NaN: an error, or left out of what is learned and kept by `transform`. */
  readonly missing: Missing;

  readonly #learns: boolean;

  /**
   * Checks the option that all share.
   *
   * @param learns whether it must be fitted before it is used
   */
  protected constructor(className: string, missing: Missing = 'reject', learns = true) {
    checkOneOf('missing', missing, ['reject', 'ignore']);
    this.className = className;
    this.missing = missing;
    this.#learns = learns;
  }

  /** How many columns it was fitted on; undefined before `fit`, and of scalers that need none. */
  abstract readonly columns: number | undefined;

  /** Returns the options and what was learned as plain JSON; `fromJSON` reads it to the same bits. */
  abstract toJSON(): ScalerJson<object>;

  /**
   * Changes rows without looking at them first, as the layer does.
   *
   * @param from whole rows
   * @param to receives them, [rows, outputs]
   * @param columns how many a row has
   */
  abstract transformRows(from: ArrayLike<number>, to: Float32Array, columns: number): void;

  /**
   * The same in tfjs' ops, in float32.
   *
   * @param x shape [rows, columns]
   * @returns shape [rows, outputs]
   */
  abstract transformTensor(x: tf.Tensor2D): tf.Tensor2D;

  /** Learns from checked rows; what was learned before is forgotten. */
  protected abstract learn(x: NdArray): void;

  /** The product that it is, for a scaler that is one, so that the fused engine can compute it as one. */
  product?(): ScalerProduct;

  /** How many columns `transform` gives, from so many. */
  outputColumns(columns: number): number {
    return this.product?.().outputs ?? columns;
  }

  /**
   * Learns from training rows; what was learned before is forgotten.
   *
   * @param x the training rows, shape [n, …]; each element of a row is a column
   * @returns itself
   * @throws TypeError or RangeError if `x` is no NdArray, has no rows or columns, or holds NaN (unless ignored) or infinity
   */
  fit(x: NdArray): this {
    this.checkTraining(x);
    this.learn(x);
    return this;
  }

  /**
   * Changes rows by what was learned.
   *
   * @param x rows with as many columns as those it was fitted on, shape [n, …]
   * @returns new float32 rows, of the same shape unless there are fewer columns
   * @throws Error before `fit`; TypeError or RangeError if `x` does not fit or holds NaN (unless ignored) or infinity
   */
  transform(x: NdArray): NdArray {
    checkNdArray('x', x);
    const columns = rowSize(x);
    const outputs = this.checkFitted('transform', columns, x.shape);
    checkValues('x', x, this.missing);
    const rows = columns === 0 ? 0 : x.data.length / columns;
    const data = new Float32Array(rows * outputs);
    this.transformRows(x.data, data, columns);
    return { data, shape: outputs === columns ? [...x.shape] : [rows, outputs] };
  }

  /**
   * Makes a layer of tfjs that does what `transform` does, so that a saved model carries its preprocessing. The layer keeps what
   * is learned now, in its configuration; nothing of it is trained.
   *
   * @param options of the layer. `inputShape` is the shape of a row, by default [columns]
   * @throws Error before `fit`
   *
   * @example
   * ```ts
   * import { ndarray } from '@occam/core';
   * import { StandardScaler } from '@occam/normalization';
   * import * as tf from '@tensorflow/tfjs';
   *
   * const train = ndarray(new Float32Array([1, 2, 3, 5]), [2, 2]);
   * const model = tf.sequential();
   * model.add(new StandardScaler().fit(train).toLayer());
   * model.add(tf.layers.dense({ units: 1 }));
   * ```
   */
  toLayer(options: ScalerLayerOptions = {}): tf.layers.Layer {
    this.checkFitted('toLayer');
    const { columns } = this;
    const shaped = columns === undefined ? {} : { inputShape: [columns] };
    const given = options.inputShape ?? options.batchInputShape;
    return scalerLayer(this.copy(), given ? options : { ...shaped, ...options });
  }

  /** Makes the same scaler anew, so that nobody changes the other one. */
  protected copy(): this {
    const made = this.constructor as new (config: object) => this;
    return new made(this.toJSON().config);
  }

  /** Refuses rows from which nothing can be learned. */
  protected checkTraining(x: NdArray): void {
    checkNdArray('x', x);
    if (x.data.length === 0) {
      throw new RangeError(
        `${this.className} needs at least one row and one column to fit, but x has shape [${x.shape.join(', ')}]`,
      );
    }
    checkValues('x', x, this.missing);
  }

  /** Refuses rows that do not go with those learned from before. */
  protected checkMore(x: NdArray): void {
    this.checkTraining(x);
    if (this.columns !== undefined) this.checkFitted('partialFit', rowSize(x), x.shape);
  }

  /**
   * Refuses to work before `fit`, and on another number of columns.
   *
   * @returns how many columns come out
   */
  protected checkFitted(method: string, columns = this.columns ?? 0, shape?: readonly number[]) {
    const known = this.columns;
    if (known === undefined && this.#learns) {
      throw new Error(`${this.className} has learned nothing yet: call fit before ${method}`);
    }
    if (known !== undefined && known !== columns) {
      throw new RangeError(
        `${this.className} was fitted on ${known} columns, but x of shape [${shape?.join(', ')}] has ${columns}`,
      );
    }
    return this.outputColumns(columns);
  }
}
