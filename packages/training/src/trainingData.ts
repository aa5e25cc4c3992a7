import { checkNdArray, checkOneOf, describe, rowSize, type NdArray } from '@occam/core';
import type { Task } from '@occam/datasets';
import * as tf from '@tensorflow/tfjs';
import type { TrainingData } from './fitOptions.js';

/** Rows on the host, checked: what the engines train on. */
export interface Rows {
  /** The features, shape [n, …], finite. */
  readonly x: NdArray;
  /**
   * The targets, finite: class indices as an Int32Array [n]; soft targets as a Float32Array [n, classes]; for
   * regression [n] or [n, outputs].
   */
  readonly y: NdArray;
  /** What the targets are. */
  readonly task: Task;
  /** How many rows there are, at least 1. */
  readonly size: number;
  /** How many classes the data know of; 0 for regression. */
  readonly classCount: number;
  /** The targets of the model's second output, shape [n, hints], finite; undefined without hints. */
  readonly hints?: NdArray | undefined;
}

/**
 * Reads training data from a dataset, arrays or tensors (once), and checks them.
 *
 * @param what the data are called, for messages: 'the training data'
 * @throws TypeError or RangeError if they are empty, not finite, of different lengths or no classes
 */
export async function readTrainingData(what: string, data: TrainingData): Promise<Rows> {
  if (typeof data !== 'object' || data === null) {
    throw new TypeError(`${what} must be a Dataset or { x, y, task }, not ${describe(data)}`);
  }
  checkOneOf(`the task of ${what}`, data.task, ['classification', 'regression']);
  const x = await readArray(data.x);
  const y = await readArray(data.y);
  checkNdArray(`x of ${what}`, x, { finite: true });
  checkNdArray(`y of ${what}`, y, { finite: true });
  const size = x.shape[0] ?? 0;
  if (size === 0 || rowSize(x) === 0) {
    throw new RangeError(`${what} are empty: x has the shape [${x.shape.join(', ')}]`);
  }
  if (x.shape.length < 2) {
    throw new RangeError(
      `x of ${what} must have the shape [n, features], not [${size}]: reshape it to [${size}, 1]`,
    );
  }
  if (y.shape[0] !== size) {
    throw new RangeError(`${what} have ${size} rows in x, but ${y.shape[0] ?? 0} in y`);
  }
  const hints = await readHints(what, data, size);
  if (data.task === 'regression') return { x, y, task: data.task, size, classCount: 0, hints };
  const targets = classTargets(what, y);
  const known = 'classCount' in data ? data.classCount : 0;
  return {
    x,
    y: targets,
    task: data.task,
    size,
    classCount: Math.max(known, classCountOf(targets)),
    hints,
  };
}

async function readHints(
  what: string,
  data: TrainingData,
  size: number,
): Promise<NdArray | undefined> {
  if (!('hints' in data) || data.hints === undefined) return undefined;
  const hints = await readArray(data.hints);
  checkNdArray(`hints of ${what}`, hints, { finite: true });
  if (hints.shape[0] !== size) {
    throw new RangeError(`${what} have ${size} rows in x, but ${hints.shape[0] ?? 0} in hints`);
  }
  return hints.shape.length === 1 ? { data: hints.data, shape: [size, 1] } : hints;
}

async function readArray(value: NdArray | tf.Tensor): Promise<NdArray> {
  if (!(value instanceof tf.Tensor)) return value;
  const data = await value.data();
  return {
    data: data instanceof Float32Array || data instanceof Int32Array ? data : Int32Array.from(data),
    shape: value.shape,
  };
}

function classTargets(what: string, y: NdArray): NdArray {
  if (y.shape.length === 2) {
    const bad = y.data.findIndex((share) => share < 0 || share > 1);
    if (bad >= 0) {
      throw new RangeError(
        `y of ${what} has shape [n, classes], so its elements must be shares from 0 to 1, not ${y.data[bad]} ` +
          `(row ${Math.floor(bad / rowSize(y))})`,
      );
    }
    return y;
  }
  if (y.shape.length !== 1) {
    throw new RangeError(
      `y of ${what} must be class indices [n] or soft targets [n, classes], not of shape [${y.shape.join(', ')}]`,
    );
  }
  const bad = y.data.findIndex((label) => !Number.isInteger(label) || label < 0);
  if (bad >= 0) {
    throw new RangeError(
      `y of ${what} must hold class indices, whole numbers from 0, but row ${bad} has ${y.data[bad]}`,
    );
  }
  return { data: Int32Array.from(y.data), shape: y.shape };
}

function classCountOf({ data, shape }: NdArray): number {
  if (shape.length === 2) return Math.max(shape[1]!, 2);
  let count = 0;
  for (const label of data) count = Math.max(count, label + 1);
  return count;
}

/**
 * Writes the targets of some rows as a model's outputs should be: one-hot or soft for classes, the share of class 1
 * for a single unit, the numbers for regression.
 *
 * @returns shape [rows.length, units], flat
 */
export function targetsOf({ y, task }: Rows, rows: ArrayLike<number>, units: number): Float32Array {
  const targets = new Float32Array(rows.length * units);
  const width = rowSize(y);
  for (let i = 0; i < rows.length; i++) {
    const start = rows[i]! * width;
    if (task === 'regression' || (y.shape.length === 2 && width === units)) {
      targets.set(y.data.subarray(start, start + width), i * units);
    } else if (y.shape.length === 2) {
      targets[i] = y.data[start + 1]!;
    } else if (units === 1) {
      targets[i] = y.data[start]!;
    } else {
      targets[i * units + y.data[start]!] = 1;
    }
  }
  return targets;
}
