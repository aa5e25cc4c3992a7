import { checkNdArray, type Seed } from '@occam/core';
import { classCountOf } from '../classes.js';
import type { Rows, TrainingRows, Transform } from '../transform.js';

/** A transform that changes which rows there are, and leaves each row as it is. */
export interface Resampler extends Transform<null> {
  /**
   * Gives the rows as they were and behind them the new ones, class by class.
   *
   * @param data all training rows, their targets class indices [n]
   * @throws TypeError or RangeError if the targets are none
   */
  resample(data: TrainingRows, seed: Seed): Rows;
}

/** Which rows a class has, and how many it lacks. */
interface ClassRows {
  /** The class. */
  readonly label: number;
  /** Its rows, ascending. */
  readonly rows: Uint32Array;
  /** How many rows it lacks. */
  readonly missing: number;
}

/**
 * Counts the rows of each class, and how many it lacks: what is missing to `ratio` times the rows of the largest class, rounded
 * down. A class without any row lacks none: there is nothing to make it from.
 *
 * @param owner the transform, for messages
 * @throws TypeError or RangeError if there are no targets, or they are no class indices
 */
export function classRows(
  owner: string,
  { x, y, classCount = y ? classCountOf(y) : 0 }: TrainingRows,
  ratio: number,
): ClassRows[] {
  checkNdArray('x', x, { finite: true });
  if (!y || classCount === 0) {
    throw new TypeError(
      `${owner} evens out classes, but the data have none: it is for classification alone`,
    );
  }
  checkNdArray('y', y);
  if (y.shape.length !== 1) {
    throw new RangeError(
      `${owner} needs class indices [n] as targets, not soft ones of shape [${y.shape.join(', ')}]: ` +
        `resample before labels are mixed`,
    );
  }
  if (y.shape[0] !== x.shape[0]) {
    throw new RangeError(`x has ${x.shape[0] ?? 0} rows, but y has ${y.shape[0]}`);
  }
  const byClass = Array.from({ length: classCount }, (): number[] => []);
  y.data.forEach((label, row) => {
    const rows = byClass[label];
    if (!rows) {
      throw new RangeError(
        `y must hold class indices below classCount, ${classCount}, but row ${row} has ${label}`,
      );
    }
    rows.push(row);
  });
  const largest = byClass.reduce((most, { length }) => Math.max(most, length), 0);
  return byClass.map((rows, label) => ({
    label,
    rows: Uint32Array.from(rows),
    missing: rows.length === 0 ? 0 : Math.max(Math.trunc(ratio * largest - rows.length), 0),
  }));
}

/** Appends rows and their labels. */
export function appendRows({ x, y }: Rows, added: Float32Array, labels: readonly number[]): Rows {
  const n = x.shape[0]! + labels.length;
  const data = new Float32Array(x.data.length + added.length);
  data.set(x.data);
  data.set(added, x.data.length);
  const targets = y!.data instanceof Int32Array ? new Int32Array(n) : new Float32Array(n);
  targets.set(y!.data);
  targets.set(labels, y!.data.length);
  return { x: { data, shape: [n, ...x.shape.slice(1)] }, y: { data: targets, shape: [n] } };
}

/** What a resampler is in each epoch: nothing. */
export const unvaried = {
  on: 'rows',
  draw: () => null,
  apply: ({ x, y }: Rows) => ({ x, y }),
} as const;
