/**
 * Inverts a symmetric positive definite matrix by its Cholesky factor, A = L·Lᵀ, A⁻¹ = L⁻ᵀ·L⁻¹, in float64.
 *
 * @param a n × n, row by row; only its lower half is read
 * @returns n × n
 * @throws RangeError if the matrix is not positive definite
 */
export function invertPositive(a: Float64Array, n: number): Float64Array {
  const l = new Float64Array(n * n);
  for (let j = 0; j < n; j++) {
    let diagonal = a[j * n + j]!;
    for (let k = 0; k < j; k++) diagonal -= l[j * n + k]! ** 2;
    if (!(diagonal > 0)) {
      throw new RangeError(
        'the matrix of second derivatives cannot be inverted: give it a larger damping',
      );
    }
    const root = Math.sqrt(diagonal);
    l[j * n + j] = root;
    for (let i = j + 1; i < n; i++) {
      let sum = a[i * n + j]!;
      for (let k = 0; k < j; k++) sum -= l[i * n + k]! * l[j * n + k]!;
      l[i * n + j] = sum / root;
    }
  }
  // L⁻¹, column by column.
  const m = new Float64Array(n * n);
  for (let j = 0; j < n; j++) {
    m[j * n + j] = 1 / l[j * n + j]!;
    for (let i = j + 1; i < n; i++) {
      let sum = 0;
      for (let k = j; k < i; k++) sum -= l[i * n + k]! * m[k * n + j]!;
      m[i * n + j] = sum / l[i * n + i]!;
    }
  }
  const inverse = new Float64Array(n * n);
  for (let k = 0; k < n; k++) {
    for (let i = 0; i <= k; i++) {
      const left = m[k * n + i]!;
      for (let j = 0; j <= k; j++) inverse[i * n + j]! += left * m[k * n + j]!;
    }
  }
  return inverse;
}
