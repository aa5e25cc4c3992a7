/**
 * Inverts a matrix by Gauss–Jordan elimination with partial pivoting.
 *
 * @param matrix shape [n, n], row by row
 * @returns the inverse and log|det|
 * @throws RangeError if the matrix is singular
 */
export function invert(
  matrix: Float64Array,
  n: number,
): { inverse: Float64Array; logDeterminant: number } {
  const a = matrix.slice();
  const inverse = Float64Array.from({ length: n * n }, (_, i) => (i % (n + 1) === 0 ? 1 : 0));
  let logDeterminant = 0;
  for (let column = 0; column < n; column++) {
    let pivot = column;
    for (let row = column + 1; row < n; row++) {
      if (Math.abs(a[row * n + column]!) > Math.abs(a[pivot * n + column]!)) pivot = row;
    }
    const divisor = a[pivot * n + column]!;
    if (divisor === 0) throw new RangeError('the matrix is singular and has no inverse');
    logDeterminant += Math.log(Math.abs(divisor));
    for (const half of [a, inverse]) {
      for (let j = 0; j < n; j++) {
        const value = half[pivot * n + j]!;
        half[pivot * n + j] = half[column * n + j]!;
        half[column * n + j] = value / divisor;
      }
    }
    for (let row = 0; row < n; row++) {
      const factor = a[row * n + column]!;
      if (row === column || factor === 0) continue;
      for (let j = 0; j < n; j++) {
        a[row * n + j]! -= factor * a[column * n + j]!;
        inverse[row * n + j]! -= factor * inverse[column * n + j]!;
      }
    }
  }
  return { inverse, logDeterminant };
}
