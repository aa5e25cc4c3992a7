import { hostKernels, type HostKernels } from '@occam/backend';
import type { Rows } from '../transform.js';
import { changeImages, type Image } from './changeImages.js';

const { fround } = Math;

/**
 * Weighs each pixel of n images with its neighbours, along the rows and then the columns, the image mirrored at its border. The kernel and
 * JavaScript give the same bits.
 *
 * @param halves the weights of each image: of the pixel itself, of the next two, …; undefined leaves it
 * @param kernels undefined computes in JavaScript
 */
export function blurImages(
  rows: Rows,
  halves: readonly (Float32Array | undefined)[],
  kernels: HostKernels | undefined = hostKernels(),
): Rows {
  return changeImages(rows, halves, (image, half) => {
    if (!half) return;
    if (kernels) blurByKernel(kernels, image, half);
    else blurInJavaScript(image, half);
  });
}

function blurByKernel(
  kernels: HostKernels,
  { pixels, height, width, channels }: Image,
  half: Float32Array,
): void {
  const radius = half.length - 1;
  const room = (height + 2 * radius) * width * channels + (width + 2 * radius) * channels + 8;
  // The kernel writes four floats at a time: the block is that much longer.
  const [at, weights, roomAt] = kernels.blocks(
    4 * pixels.length + 16,
    4 * half.length,
    4 * room,
  ) as [number, number, number];
  kernels.floats(at, pixels.length).set(pixels);
  kernels.floats(weights, half.length).set(half);
  kernels.exports.blurImage(at, height, width, channels, weights, radius, roomAt);
  pixels.set(kernels.floats(at, pixels.length));
}

/** The kernel's computation, operation by operation: see assembly/colour.ts of @occam/backend. */
function blurInJavaScript({ pixels, height, width, channels }: Image, half: Float32Array): void {
  const line = width * channels;
  const between = new Float32Array(pixels.length);
  const radius = half.length - 1;
  const padded = new Float32Array(line + 2 * radius * channels);
  for (let start = 0; start < pixels.length; start += line) {
    for (let column = -radius; column < width + radius; column++) {
      const from = start + mirror(column, width) * channels;
      const to = (column + radius) * channels;
      for (let c = 0; c < channels; c++) padded[to + c] = pixels[from + c]!;
    }
    const out = between.subarray(start, start + line);
    weigh(out, padded, half, (k) => (radius + k) * channels);
  }
  for (let row = 0; row < height; row++) {
    const out = pixels.subarray(row * line, (row + 1) * line);
    weigh(out, between, half, (k) => mirror(row + k, height) * line);
  }
}

/** Sets out[i] to w[0] from[i + place(0)] + Σ w[k] (from[i + place(−k)] + from[i + place(k)]). */
function weigh(
  out: Float32Array,
  from: Float32Array,
  half: Float32Array,
  place: (k: number) => number,
): void {
  const middle = place(0);
  for (let i = 0; i < out.length; i++) out[i] = half[0]! * from[middle + i]!;
  for (let k = 1; k < half.length; k++) {
    const [before, after, weight] = [place(-k), place(k), half[k]!];
    for (let i = 0; i < out.length; i++) {
      const both = fround(from[before + i]! + from[after + i]!);
      out[i] = out[i]! + fround(weight * both);
    }
  }
}

/** Where a place beyond the border is mirrored to: −1 is 1, n is n − 2, however far. */
function mirror(place: number, n: number): number {
  if (n === 1) return 0;
  const period = 2 * (n - 1);
  const within = ((place % period) + period) % period;
  return within < n ? within : period - within;
}
