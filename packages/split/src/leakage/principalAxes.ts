import { createRng, fillNormal, type NdArray } from '@occam/core';

/** Orthonormal directions along which rows spread most. */
export interface PrincipalAxes {
  /** The mean of the rows looked at, shape [size]. */
  readonly mean: Float64Array;
  /** The directions one after the other, shape [count, size]. */
  readonly axes: Float64Array;
  /** How many directions there are: 16 at most, fewer where the rows spread in fewer. */
  readonly count: number;
}

/**
 * Finds directions of great spread by random projection and a few power iterations (Halko, Martinsson
 * and Tropp 2011, algorithm 4.4), on at most 1024 rows (fewer of more than 16,384 elements) taken evenly from all.
 *
 *     Q ← orthonormal basis of a random matrix [size, 16]
 *     repeat: Q ← orthonormal basis of Xᵀ(X·Q), X the centred rows
 *
 * The directions are orthonormal to rounding, which is what the search relies on; that they are close to
 * the principal components only makes it fast.
 */
export function principalAxes(
  data: NdArray['data'],
  size: number,
  rows: Uint32Array,
): PrincipalAxes {
  const wanted = Math.min(size, AXES);
  const fitting = Math.max(64, Math.floor(SAMPLED_ELEMENTS / size));
  const taken = Math.min(rows.length, SAMPLED_ROWS, fitting);
  const mean = new Float64Array(size);
  const x = new Float64Array(taken * size);
  for (let i = 0; i < taken; i++) {
    const start = rows[Math.floor((i * rows.length) / taken)]! * size;
    for (let j = 0; j < size; j++) x[i * size + j] = data[start + j]!;
    for (let j = 0; j < size; j++) mean[j]! += x[i * size + j]! / taken;
  }
  for (let i = 0; i < taken; i++) for (let j = 0; j < size; j++) x[i * size + j]! -= mean[j]!;

  const noise = fillNormal(new Float32Array(wanted * size), { key: createRng(0).key });
  let basis = Float64Array.from(noise);
  let count = orthonormalize(basis, size, wanted);
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    const next = new Float64Array(count * size);
    for (let axis = 0; axis < count; axis++) {
      for (let i = 0; i < taken; i++) {
        let score = 0;
        for (let j = 0; j < size; j++) score += x[i * size + j]! * basis[axis * size + j]!;
        for (let j = 0; j < size; j++) next[axis * size + j]! += score * x[i * size + j]!;
      }
    }
    basis = next;
    count = orthonormalize(basis, size, count);
  }
  return { mean, axes: basis.slice(0, count * size), count };
}

/** Gram and Schmidt, twice over; a direction within the span of those before it is dropped. */
function orthonormalize(basis: Float64Array, size: number, count: number): number {
  let kept = 0;
  for (let axis = 0; axis < count; axis++) {
    const candidate = basis.slice(axis * size, (axis + 1) * size);
    const before = norm(candidate);
    if (!(before > 0)) continue;
    for (let j = 0; j < size; j++) candidate[j]! /= before;
    let left = 1;
    for (let pass = 0; pass < 2 && left > NEGLIGIBLE; pass++) {
      for (let other = 0; other < kept; other++) {
        let overlap = 0;
        for (let j = 0; j < size; j++) overlap += candidate[j]! * basis[other * size + j]!;
        for (let j = 0; j < size; j++) candidate[j]! -= overlap * basis[other * size + j]!;
      }
      const length = norm(candidate);
      left *= length;
      for (let j = 0; j < size; j++) candidate[j]! /= length;
    }
    if (!(left > NEGLIGIBLE)) continue;
    basis.set(candidate, kept * size);
    kept++;
  }
  return kept;
}

function norm(vector: Float64Array): number {
  let sum = 0;
  for (const value of vector) sum += value * value;
  return Math.sqrt(sum);
}

const AXES = 16;
const SAMPLED_ROWS = 1024;
const SAMPLED_ELEMENTS = 2 ** 24;
const ITERATIONS = 4;
/** A direction with no more than this share outside the others' span is rounding. */
const NEGLIGIBLE = 1e-9;
