import { describe } from '@occam/core';
import type { FitOptions } from './fitOptions.js';
import type { Rows } from './trainingData.js';

/**
 * Multiplies class and sample weights into one weight for each row.
 *
 * @param classes how many classes the model tells apart
 * @returns shape [n], or undefined if all rows weigh 1
 * @throws TypeError or RangeError if a weight is negative or not finite, a class unknown, or the length wrong
 */
export function rowWeights(
  rows: Rows,
  { classWeight, sampleWeight }: Pick<FitOptions, 'classWeight' | 'sampleWeight'>,
  classes: number,
): Float32Array | undefined {
  if (classWeight === undefined && sampleWeight === undefined) return undefined;
  const weights = new Float32Array(rows.size).fill(1);
  if (sampleWeight !== undefined) {
    checkSampleWeight(sampleWeight, rows.size);
    weights.set(sampleWeight);
  }
  if (classWeight !== undefined) {
    const ofClass = classWeights(rows, classWeight, classes);
    for (let row = 0; row < rows.size; row++) weights[row]! *= ofClass[rows.y.data[row]!]!;
  }
  if (!weights.some((weight) => weight > 0)) {
    throw new RangeError('all rows weigh 0: at least one class and sample weight must be above 0');
  }
  return weights;
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
  if (y.shape.length !== 1) {
    throw new RangeError(
      'classWeight needs class indices, but the targets are soft: give sampleWeight instead',
    );
  }
  const weights = new Float64Array(classes).fill(1);
  if (classWeight === 'balanced') {
    const counts = new Float64Array(classes);
    for (const label of y.data) counts[label]! += 1;
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
