import type { Rng } from '@occam/core';

/**
 * Draws a matrix whose shorter side consists of orthonormal vectors: Gaussian ones, made orthogonal one after the other
 * (Gram and Schmidt, twice, in float64).
 *
 * @returns shape [rows, columns]
 */
export function orthonormal(rows: number, columns: number, rng: Rng): Float32Array {
  const [count, length] = columns <= rows ? [columns, rows] : [rows, columns];
  const vectors: Float64Array[] = [];
  while (vectors.length < count) {
    const vector = Float64Array.from({ length }, () => rng.normal());
    for (let pass = 0; pass < 2; pass++) {
      for (const other of vectors) {
        const along = dot(vector, other);
        for (let i = 0; i < length; i++) vector[i]! -= along * other[i]!;
      }
    }
    const norm = Math.sqrt(dot(vector, vector));
    vectors.push(vector.map((value) => value / norm));
  }
  const matrix = new Float32Array(rows * columns);
  vectors.forEach((vector, k) => {
    for (let i = 0; i < length; i++) {
      matrix[columns <= rows ? i * columns + k : k * columns + i] = vector[i]!;
    }
  });
  return matrix;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
