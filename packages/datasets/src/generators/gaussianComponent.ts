import { invert } from './invert.js';
import type { Component } from './mixture.js';
import { REACH, type PlaneComponent } from './planeBayesError.js';

/** What a {@link gaussianComponent} is made from. */
export interface GaussianOptions {
  /** The class of its rows. */
  readonly label: number;
  /** Its share of all rows. */
  readonly weight: number;
  /** The mean μ, shape [d]. */
  readonly mean: ArrayLike<number>;
  /** The matrix A of x = μ + z·A for standard normal z, shape [d, d] row by row; the covariance is AᵀA. */
  readonly factor: Float64Array;
}

/** A normal distribution: log p(x) = −½‖(x − μ)A⁻¹‖² − log|det A| − ½ d log 2π. */
export function gaussianComponent({ label, weight, mean, factor }: GaussianOptions): Component {
  const d = mean.length;
  const { inverse, logDeterminant } = invert(factor, d);
  const constant = -logDeterminant - 0.5 * d * Math.log(2 * Math.PI);
  const logDensity = (point: ArrayLike<number>) => {
    let square = 0;
    for (let j = 0; j < d; j++) {
      let z = 0;
      for (let i = 0; i < d; i++) z += (point[i]! - mean[i]!) * inverse[i * d + j]!;
      square += z * z;
    }
    return constant - 0.5 * square;
  };
  return { label, weight, logDensity };
}

/** A normal distribution in the plane, with its place. */
export function planeGaussian({ label, weight, mean, factor }: GaussianOptions): PlaneComponent {
  const [x, y] = [mean[0]!, mean[1]!];
  const [a, b, c, d] = factor as unknown as [number, number, number, number];
  const determinant = a * d - b * c;
  const constant = -Math.log(2 * Math.PI * Math.abs(determinant));
  /** ‖((px, py) − μ)A⁻¹‖² */
  const square = (px: number, py: number) => {
    const z0 = ((px - x) * d - (py - y) * c) / determinant;
    const z1 = ((py - y) * a - (px - x) * b) / determinant;
    return z0 * z0 + z1 * z1;
  };
  // The singular values of A, by the sum and the product of their squares; 1/scale is the norm of A⁻¹.
  const squares = a * a + b * b + c * c + d * d;
  const root = Math.sqrt(Math.max(0, squares ** 2 - 4 * determinant ** 2));
  const scale = Math.abs(determinant) / Math.sqrt((squares + root) / 2);
  const right = REACH * Math.hypot(a, c);
  const up = REACH * Math.hypot(b, d);
  return {
    label,
    weight,
    scale,
    bounds: [x - right, y - up, x + right, y + up],
    distance: (px, py, radius) => Math.sqrt(square(px, py)) - radius / scale,
    logDensity: (point) => constant - 0.5 * square(point[0]!, point[1]!),
  };
}
