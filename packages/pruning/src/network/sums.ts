import type * as tf from '@tensorflow/tfjs';
import type { DataRows } from './dataRows.js';

/**
 * Sums what each batch gives, in float64.
 *
 * @param length of what `work` gives
 * @param work gets a batch as {@link DataRows.forEachBatch} gives it, and returns its sum over the rows
 */
export function sumOverRows(
  rows: DataRows,
  length: number,
  work: (x: tf.Tensor, y: tf.Tensor2D) => tf.Tensor,
): Float64Array {
  return overRows(rows, length, work, (total, value) => total + value);
}

/** As {@link sumOverRows}, for the largest value over the rows. */
export function maxOverRows(
  rows: DataRows,
  length: number,
  work: (x: tf.Tensor, y: tf.Tensor2D) => tf.Tensor,
): Float64Array {
  return overRows(rows, length, work, Math.max);
}

function overRows(
  rows: DataRows,
  length: number,
  work: (x: tf.Tensor, y: tf.Tensor2D) => tf.Tensor,
  join: (total: number, value: number) => number,
): Float64Array {
  const totals = new Float64Array(length);
  rows.forEachBatch((x, y) => {
    const values = work(x, y).dataSync();
    for (let i = 0; i < length; i++) totals[i] = join(totals[i]!, values[i]!);
  });
  return totals;
}
