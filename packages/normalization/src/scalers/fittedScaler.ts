import type * as tf from '@tensorflow/tfjs';

/** A scaler as plain JSON: `new Scaler(json.config)` makes it again. */
export interface ScalerJson<Config = Record<string, unknown>> {
  /** The name in recipes. */
  className: string;
  /** The options and, once fitted, the numbers learned. */
  config: Config;
}

/** A scaler that is a product: z = (x − center)·matrix. */
export interface ScalerProduct {
  /** What is subtracted from each column. */
  readonly center: Float64Array;
  /** The matrix, [columns, outputs]. */
  readonly matrix: Float64Array;
  /** How many columns come out. */
  readonly outputs: number;
}

/** A scaler as its layer uses it. */
export interface FittedScaler {
  /** The name in recipes and in JSON. */
  readonly className: string;
  /** How many columns it was fitted on; undefined of scalers that need none. */
  readonly columns: number | undefined;
  /** The options and what was learned as plain JSON. */
  toJSON(): ScalerJson<object>;
  /** How many columns come out, from so many. */
  outputColumns(columns: number): number;
  /** Changes rows without looking at them first: whole rows to [rows, outputs]. */
  transformRows(from: ArrayLike<number>, to: Float32Array, columns: number): void;
  /** The same in tfjs' ops, in float32: [rows, columns] to [rows, outputs]. */
  transformTensor(x: tf.Tensor2D): tf.Tensor2D;
  /** The product that it is, for a scaler that is one. */
  product?(): ScalerProduct;
}
