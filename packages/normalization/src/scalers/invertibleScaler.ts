import { checkNdArray, rowSize, type NdArray } from '@occam/core';
import { checkValues } from './checkValues.js';
import { Scaler } from './scaler.js';

/** A {@link Scaler} whose rows can be turned back. */
export abstract class InvertibleScaler extends Scaler {
  /** Turns whole scaled rows back, [rows, outputs] into [rows, columns]. */
  protected abstract inverseRows(from: ArrayLike<number>, to: Float32Array): void;

  /**
   * Turns scaled rows back.
   *
   * @param z rows as `transform` returns them, shape [n, …]
   * @returns new float32 rows, of the same shape unless `transform` gave fewer columns
   * @throws Error before `fit`; TypeError or RangeError if `z` does not fit or holds NaN (unless ignored) or infinity
   */
  inverseTransform(z: NdArray): NdArray {
    checkNdArray('x', z);
    const outputs = this.checkFitted('inverseTransform');
    const columns = this.columns!;
    if (rowSize(z) !== outputs) {
      throw new RangeError(
        `${this.className} gives ${outputs} columns, but x of shape [${z.shape.join(', ')}] has ${rowSize(z)}`,
      );
    }
    checkValues('x', z, this.missing);
    const rows = z.data.length / outputs;
    const data = new Float32Array(rows * columns);
    this.inverseRows(z.data, data);
    return { data, shape: outputs === columns ? [...z.shape] : [rows, columns] };
  }
}
