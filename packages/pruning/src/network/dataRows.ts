import { checkNdArray, describe, type NdArray } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import type { Values } from '../criterion.js';
import { checkBuilt } from './checkBuilt.js';

/** How many rows pass a network at once. */
const BATCH_ROWS = 256;

/** Rows, and targets in the form of the network's outputs. */
export interface DataRows {
  /** How many rows there are, at least 1. */
  readonly size: number;
  /**
   * Calls `work` with one batch after another, in a tidy each.
   *
   * @param work gets the features [rows, …] and the targets [rows, outputs], which are empty without targets
   */
  forEachBatch(work: (x: tf.Tensor, y: tf.Tensor2D) => void): void;
}

/**
 * Reads rows as a network takes them.
 *
 * @param owner who asks, for the message
 * @param y undefined: no targets are needed
 * @throws TypeError or RangeError if data are missing, empty, not finite or do not fit the network
 */
export function readRows(
  owner: string,
  model: tf.LayersModel,
  x: Values | undefined,
  y?: { readonly targets: Values | undefined },
): DataRows {
  checkBuilt(owner, model);
  if (model.inputs.length !== 1 || model.outputs.length !== 1) {
    throw new RangeError(
      `${owner} needs a model with one input and one output, not ${model.inputs.length} and ${model.outputs.length}`,
    );
  }
  const rows = readValues(owner, 'x, rows of features,', x);
  const wanted = model.inputs[0]!.shape.slice(1);
  const size = rows.shape[0] ?? 0;
  const fits =
    rows.shape.length === wanted.length + 1 &&
    wanted.every((length, axis) => length === null || length === rows.shape[axis + 1]);
  if (!fits || size === 0) {
    throw new RangeError(
      `${owner}: x must have the shape [n, ${wanted.join(', ')}] with n ≥ 1 as the network takes it, not [${rows.shape.join(', ')}]`,
    );
  }
  const units = model.outputs[0]!.shape.slice(1).reduce<number>((p, n) => p * n!, 1);
  const targets =
    y && readTargets(owner, readValues(owner, 'y, the targets,', y.targets), size, units);
  const width = rows.data.length / size;
  return {
    size,
    forEachBatch(work) {
      for (let start = 0; start < size; start += BATCH_ROWS) {
        const n = Math.min(BATCH_ROWS, size - start);
        tf.tidy(() => {
          const features = Float32Array.from(
            rows.data.subarray(start * width, (start + n) * width),
          );
          const goals = targets?.slice(start * units, (start + n) * units) ?? new Float32Array(0);
          work(
            tf.tensor(features, [n, ...rows.shape.slice(1)]),
            tf.tensor2d(goals, targets ? [n, units] : [0, units]),
          );
        });
      }
    },
  };
}

function readValues(owner: string, what: string, values: Values | undefined): NdArray {
  if (values === undefined) {
    throw new TypeError(`${owner} needs data: give it ${what} as an NdArray or a tensor`);
  }
  const array =
    values instanceof tf.Tensor
      ? { data: values.dataSync() as Float32Array | Int32Array, shape: values.shape }
      : values;
  if (typeof array !== 'object' || array === null) {
    throw new TypeError(`${owner} needs ${what} as an NdArray or a tensor, not ${describe(array)}`);
  }
  checkNdArray(what.split(',')[0]!, array, { finite: true });
  return array;
}

/** Targets as the outputs should be, shape [n, units]. */
function readTargets(
  owner: string,
  { data, shape }: NdArray,
  size: number,
  units: number,
): Float32Array {
  if (shape[0] !== size) {
    throw new RangeError(`${owner}: x has ${size} rows, but y has ${shape[0] ?? 0}`);
  }
  if (data.length === size * units && (shape.length > 1 || units === 1))
    return Float32Array.from(data);
  const classes =
    shape.length === 1 && data.every((k) => Number.isInteger(k) && k >= 0 && k < units);
  if (!classes) {
    throw new RangeError(
      `${owner}: y must be class indices below ${units} [n] or targets [n, ${units}], as the network has ${units} outputs, ` +
        `but its shape is [${shape.join(', ')}]`,
    );
  }
  const oneHot = new Float32Array(size * units);
  data.forEach((k, row) => (oneHot[row * units + k] = 1));
  return oneHot;
}
