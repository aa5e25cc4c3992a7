import { hostKernels, type HostKernels } from '@occam/backend';
import { fillUniform, type RngKey } from '@occam/core';

/** What noise to make. */
export interface SmoothNoise {
  /** The key of the uniform numbers. */
  readonly key: RngKey;
  /** The standard deviation of the Gaussian in pixels, at least 0: 0 does not smooth. */
  readonly sigma: number;
  /** What the smoothed numbers are multiplied with. */
  readonly scale: number;
}

/**
 * Fills an array with smooth noise, scale · G_σ ∗ U for each plane: uniform numbers U from [−1, 1), convolved with a Gaussian that ends
 * at 4σ, zero beyond the border. The kernel and JavaScript give the same bits; scipy's `gaussian_filter(U, sigma, mode='constant')` is
 * the same to float32 rounding.
 *
 * @param out planes of shape [height, width], one after the other
 * @param kernels null computes in JavaScript
 */
export function fillSmoothNoise(
  out: Float32Array,
  height: number,
  width: number,
  { key, sigma, scale }: SmoothNoise,
  kernels: HostKernels | null = hostKernels() ?? null,
): void {
  const size = height * width;
  if (!kernels) {
    fillUniform(out, { key });
    for (let start = 0; start < out.length; start += size) {
      smooth(out.subarray(start, start + size), height, width, sigma, scale);
    }
    return;
  }
  const weights = gaussian(sigma);
  const radius = weights.length - 1;
  const [field, taps, scratch] = kernels.blocks(
    out.byteLength + 64,
    weights.byteLength,
    4 * (4 * Math.max(height, width) + 8 * radius + 64),
  ) as [number, number, number];
  kernels.floats(taps, weights.length).set(weights);
  kernels.exports.fillRandom(0, out.length, field, key[0], key[1], 0, 0, 0, 0, 0);
  for (let start = 0; start < out.length; start += size) {
    kernels.exports.smoothNoise(field + 4 * start, height, width, taps, radius, scale, scratch);
  }
  out.set(kernels.floats(field, out.length));
}

/** The middle and the right half of a Gaussian along one axis, up to 4σ; all of it sums to 1. */
function gaussian(sigma: number): Float32Array {
  const radius = Math.round(4 * sigma);
  const half = Float64Array.from({ length: radius + 1 }, (_, k) =>
    k === 0 ? 1 : Math.exp((-k * k) / (2 * sigma * sigma)),
  );
  const sum = 2 * half.reduce((total, weight) => total + weight, 0) - 1;
  return Float32Array.from(half, (weight) => weight / sum);
}

/**
 * Turns uniform numbers u from [0, 1) into smooth noise in place, scale · G_σ ∗ (2u − 1): the kernel's computation, operation by
 * operation (see assembly/smoothNoise.ts of @occam/backend).
 */
export function smooth(
  image: Float32Array,
  height: number,
  width: number,
  sigma: number,
  scale: number,
): void {
  const weights = gaussian(sigma);
  for (let i = 0; i < image.length; i++) image[i] = 2 * image[i]! - 1;
  for (let row = 0; row < height; row++) smoothLine(image, row * width, 1, width, weights, 1);
  for (let x = 0; x < width; x++) smoothLine(image, x, width, height, weights, scale);
}

function smoothLine(
  image: Float32Array,
  start: number,
  step: number,
  length: number,
  weights: Float32Array,
  scale: number,
): void {
  const { fround } = Math;
  const line = Float32Array.from({ length }, (_, i) => image[start + i * step]!);
  for (let i = 0; i < length; i++) {
    let sum = fround(weights[0]! * line[i]!);
    for (let k = 1; k < weights.length; k++) {
      const pair = fround((line[i - k] ?? 0) + (line[i + k] ?? 0));
      sum = fround(sum + fround(weights[k]! * pair));
    }
    image[start + i * step] = fround(fround(scale) * sum);
  }
}
