import { describe, rowSize, type NdArray } from '@occam/core';
import type { FitOptions } from './fitOptions.js';
import type { Rows } from './trainingData.js';

/** The weights of training rows in the objective. */
export interface RowWeights {
  /** The weight of each row, shape [n]. */
  readonly all: Float32Array;
  /**
   * The weights of some rows under other targets, as mixing makes them.
   *
   * @param rows the numbers of the rows
   * @param y their targets, shape [rows.length] or [rows.length, classes]
   */
  of(rows: Uint32Array, y: NdArray): Float32Array;
}

/**
 * Multiplies class and sample weights into one weight for each row:
 *
 *     w = sampleWeight · Σₖ tₖ · classWeightₖ
 *
 * with the shares tₖ of soft targets; a class index has the share 1.
 *
 * @param classes how many classes the model tells apart
 * @returns undefined if all rows weigh 1
 * @throws TypeError or RangeError if a weight is negative or not finite, a class unknown, or the length wrong
 */
export function rowWeights(
  rows: Rows,
  { classWeight, sampleWeight }: Pick<FitOptions, 'classWeight' | 'sampleWeight'>,
  classes: number,
): RowWeights | undefined {
  if (classWeight === undefined && sampleWeight === undefined) return undefined;
  if (sampleWeight !== undefined) checkSampleWeight(sampleWeight, rows.size);
  const ofClass = classWeight === undefined ? undefined : classWeights(rows, classWeight, classes);
  const of = (numbers: Uint32Array, y: NdArray) =>
    Float32Array.from(
      numbers,
      (row, i) => (sampleWeight?.[row] ?? 1) * (ofClass ? weightOfTarget(y, i, ofClass) : 1),
    );
  const all = of(
    Uint32Array.from({ length: rows.size }, (_, row) => row),
    rows.y,
  );
  if (!all.some((weight) => weight > 0)) {
    throw new RangeError('all rows weigh 0: at least one class and sample weight must be above 0');
  }
  return { all, of };
}

function weightOfTarget({ data, shape }: NdArray, row: number, ofClass: Float64Array): number {
  if (shape.length === 1) return ofClass[data[row]!]!;
  return ofClass.reduce((sum, weight, k) => sum + data[row * ofClass.length + k]! * weight, 0);
}

function checkSampleWeight(
  sampleWeight: unknown,
  size: number,
): asserts sampleWeight is Float32Array {
  if (!(sampleWeight instanceof Float32Array)) {
    throw new TypeError(`sampleWeight must be a Float32Array, not ${describe(sampleWeight)}`);
  }
  if (sampleWeight.length !== size) {
    throw new RangeError(
      `sampleWeight must have one weight for each of ${size} rows, not ${sampleWeight.length}`,
    );
  }
  const bad = sampleWeight.findIndex((weight) => !(weight >= 0 && weight < Infinity));
  if (bad >= 0) {
    throw new RangeError(
      `sampleWeight must be finite and at least 0, but row ${bad} has ${sampleWeight[bad]}`,
    );
  }
}

function classWeights(
  { y, task, size }: Rows,
  classWeight: NonNullable<FitOptions['classWeight']>,
  classes: number,
): Float64Array {
  if (task !== 'classification')
    throw new RangeError('classWeight needs classes, but the task is regression');
  const weights = new Float64Array(classes).fill(1);
  if (classWeight === 'balanced') {
    const counts = new Float64Array(classes);
    const width = rowSize(y);
    if (y.shape.length === 1) for (const label of y.data) counts[label]! += 1;
    else y.data.forEach((share, i) => (counts[i % width]! += share));
    const present = counts.filter((count) => count > 0).length;
    return weights.map((_, label) => size / (present * counts[label]!));
  }
  if (typeof classWeight !== 'object' || classWeight === null) {
    throw new TypeError(
      `classWeight must be 'balanced' or an object from class to weight, as { 0: 1, 1: 5 }, not ${describe(classWeight)}`,
    );
  }
  for (const [label, weight] of Object.entries(classWeight)) {
    if (!(Number(label) in weights)) {
      throw new RangeError(
        `classWeight names the class ${label}, but the classes are 0 to ${classes - 1}`,
      );
    }
    if (!(weight >= 0 && weight < Infinity)) {
      throw new RangeError(
        `the weight of class ${label} must be finite and at least 0, not ${describe(weight)}`,
      );
    }
    weights[Number(label)] = weight;
  }
  return weights;
}
