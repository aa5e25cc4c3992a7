import type { Matrix } from './geometry.js';

/** The map that does first `outer`'s and then `inner`'s lookup: p ↦ outer(inner(p)), the matrix product outer · inner. */
export function multiply(outer: Matrix, inner: Matrix): Matrix {
  const product: number[] = [];
  for (let row = 0; row < 9; row += 3) {
    for (let column = 0; column < 3; column++) {
      product.push(
        outer[row]! * inner[column]! +
          outer[row + 1]! * inner[column + 3]! +
          outer[row + 2]! * inner[column + 6]!,
      );
    }
  }
  return product;
}

/** The lookup that shifts an image by (x, y) pixels to the right and down. */
export function shift(x: number, y: number): Matrix {
  return [1, 0, -x, 0, 1, -y, 0, 0, 1];
}

/**
 * A linear lookup p ↦ A(p − centre) + centre about the middle of the image.
 *
 * @param linear a, b, c, d of A = [a b; c d]
 */
export function aboutCentre(
  [a, b, c, d]: readonly [number, number, number, number],
  height: number,
  width: number,
): Matrix {
  const x = (width - 1) / 2;
  const y = (height - 1) / 2;
  return [a, b, x - a * x - b * y, c, d, y - c * x - d * y, 0, 0, 1];
}

/** The sine and cosine of an angle in degrees, exact for multiples of 90. */
export function turn(degrees: number): { sin: number; cos: number } {
  const quarter = (((degrees / 90) % 4) + 4) % 4;
  if (Number.isInteger(quarter)) {
    return { sin: [0, 1, 0, -1][quarter]!, cos: [1, 0, -1, 0][quarter]! };
  }
  const angle = (degrees * Math.PI) / 180;
  return { sin: Math.sin(angle), cos: Math.cos(angle) };
}

/** Whether a map sends pixels to whole pixels: nothing is interpolated then. */
export function isWhole(matrix: Matrix): boolean {
  return matrix[6] === 0 && matrix[7] === 0 && matrix[8] === 1 && matrix.every(Number.isInteger);
}
