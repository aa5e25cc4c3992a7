import type { NdArray } from '@occam/core';
import type { Pacer } from './pacer.js';
import type { PrincipalAxes } from './principalAxes.js';

/** Rows drawn together into few coordinates, in which no two are farther apart than they are. */
export interface Projection {
  /** The coordinates of each row, shape [rows.length, width]. */
  readonly points: Float64Array;
  /** The coordinates of a row: one for each axis, the length of what the axes leave, and zeros up to 4. */
  readonly width: number;
  /** The most by which rounding may have moved two points apart. */
  readonly tolerance: number;
}

/**
 * Projects rows onto orthonormal axes. With P the projection and ρ(x) = ‖x − Px‖ of a centred row, and by
 * Pythagoras and the triangle inequality,
 *
 *     ‖x − y‖² = ‖Px − Py‖² + ‖(x − Px) − (y − Py)‖² ≥ ‖Px − Py‖² + (ρ(x) − ρ(y))²
 *
 * so rows within a distance have points within it, whatever the axes are: searching among the points
 * loses no pair (the lower-bounding lemma of Faloutsos, Ranganathan and Manolopoulos 1994).
 */
export async function projectRows(
  data: NdArray['data'],
  size: number,
  rows: Uint32Array,
  { mean, axes, count }: PrincipalAxes,
  pacer: Pacer,
): Promise<Projection> {
  const width = Math.max(4, count + 1);
  const points = new Float64Array(rows.length * width);
  const centred = new Float64Array(size);
  let largest = 0;
  for (let i = 0; i < rows.length; i++) {
    if (i % 256 === 255 && pacer.isDue()) await pacer.pause(i / rows.length);
    const start = rows[i]! * size;
    let rest = 0;
    for (let j = 0; j < size; j++) {
      const value = data[start + j]! - mean[j]!;
      centred[j] = value;
      rest += value * value;
    }
    largest = Math.max(largest, rest);
    project(centred, axes, count, points, i * width);
    for (let axis = 0; axis < count; axis++) rest -= points[i * width + axis]! ** 2;
    points[i * width + count] = Math.sqrt(Math.max(0, rest));
  }
  // A dot product of n terms errs by n·2⁻⁵³ of the lengths at most; the square of ρ errs likewise, and
  // its root by the root of that. The factors leave room for the axes' own rounding.
  const epsilon = 4 * (size + width) * 2 ** -53;
  const norm = Math.sqrt(largest);
  const tolerance = 2 * norm * (Math.sqrt(count) * epsilon + Math.sqrt(epsilon));
  return { points, width, tolerance };
}

/** Writes the dot products of a row with the axes, four at a time: a row is loaded once for four. */
function project(
  row: Float64Array,
  axes: Float64Array,
  count: number,
  out: Float64Array,
  start: number,
): void {
  const size = row.length;
  let axis = 0;
  for (; axis + 4 <= count; axis += 4) {
    const a = axis * size;
    const b = a + size;
    const c = b + size;
    const d = c + size;
    let sumA = 0;
    let sumB = 0;
    let sumC = 0;
    let sumD = 0;
    for (let j = 0; j < size; j++) {
      const value = row[j]!;
      sumA += value * axes[a + j]!;
      sumB += value * axes[b + j]!;
      sumC += value * axes[c + j]!;
      sumD += value * axes[d + j]!;
    }
    out[start + axis] = sumA;
    out[start + axis + 1] = sumB;
    out[start + axis + 2] = sumC;
    out[start + axis + 3] = sumD;
  }
  for (; axis < count; axis++) {
    let sum = 0;
    for (let j = 0; j < size; j++) sum += row[j]! * axes[axis * size + j]!;
    out[start + axis] = sum;
  }
}
