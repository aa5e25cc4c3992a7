import { checkInteger, checkOptions } from '@occam/core';
import { exp } from '../mixing/logExp.js';
import { drawFrom, type Range } from '../range.js';
import type { Transform } from '../transform.js';
import { changeImages, type Image } from './changeImages.js';
import { valuesOf } from './range.js';

/** What {@link gaussianBlur} takes. */
export interface GaussianBlurOptions {
  /** The standard deviation in pixels, at least 0: that number, or [low, high] to draw from. Default [0.1, 2]. 0 changes nothing. */
  sigma?: Range | undefined;
  /** How many pixels wide the bell is cut off, odd. Default: 2 ⌈3 σ⌉ + 1. */
  kernelSize?: number | undefined;
}

/**
 * Blurs images with a Gaussian bell of a width σ drawn for each, the image mirrored at its border (without repeating the border):
 * torchvision's GaussianBlur, which asks for the size of the kernel.
 *
 *     x[p] ← Σ w[k] x[p + k]      w[k] ∝ exp(−k² / 2σ²), Σ w = 1, along the rows, then the columns
 *
 * @throws TypeError or RangeError if an option is unknown, of another type or out of range
 *
 * @example
 * ```ts
 * import { augment, gaussianBlur } from '@occam/augmentation';
 *
 * const pipeline = augment([gaussianBlur({ sigma: [0.1, 1] })], { seed: 1 });
 * ```
 */
export function gaussianBlur(options: GaussianBlurOptions = {}): Transform<number> {
  checkOptions('gaussianBlur', options, ['sigma', 'kernelSize']);
  const { sigma = [0.1, 2], kernelSize } = options;
  const range = valuesOf('sigma', sigma, { min: 0 });
  if (kernelSize !== undefined) {
    checkInteger('kernelSize', kernelSize, { min: 1 });
    if (kernelSize % 2 === 0) throw new RangeError(`kernelSize must be odd, not ${kernelSize}`);
  }
  return {
    className: 'gaussianBlur',
    on: 'image',
    getConfig: () => ({ sigma, ...(kernelSize !== undefined && { kernelSize }) }),
    draw: (random) => drawFrom(random, range),
    apply: (rows, sigmas) =>
      changeImages(rows, sigmas, (image, own) => {
        if (own > 0) blur(image, bell(own, kernelSize));
      }),
  };
}

/** The right half of the bell, its middle first. */
function bell(sigma: number, kernelSize = 2 * Math.ceil(3 * sigma) + 1): Float64Array {
  const half = new Float64Array((kernelSize + 1) / 2);
  let sum = 0;
  for (let k = 0; k < half.length; k++) {
    half[k] = exp(-0.5 * (k / sigma) ** 2);
    sum += k === 0 ? half[k]! : 2 * half[k]!;
  }
  return half.map((weight) => weight / sum);
}

/** Blurs along the rows into a second image, and that along the columns. */
function blur({ pixels, height, width, channels }: Image, half: Float64Array): void {
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
    weigh(out, padded, half, radius * channels, (k) => [-k * channels, k * channels]);
  }
  for (let row = 0; row < height; row++) {
    const out = pixels.subarray(row * line, (row + 1) * line);
    weigh(out, between, half, 0, (k) => [
      mirror(row - k, height) * line,
      mirror(row + k, height) * line,
    ]);
  }
}

/** Sets out[i] to Σ w[k] (from[i + base + before(k)] + from[i + base + after(k)]), the middle once. */
function weigh(
  out: Float32Array,
  from: Float32Array,
  half: Float64Array,
  base: number,
  places: (k: number) => [before: number, after: number],
): void {
  const middle = base + places(0)[0];
  for (let i = 0; i < out.length; i++) out[i] = half[0]! * from[middle + i]!;
  for (let k = 1; k < half.length; k++) {
    const [before, after] = places(k);
    const weight = half[k]!;
    for (let i = 0; i < out.length; i++) {
      out[i]! += weight * (from[base + before + i]! + from[base + after + i]!);
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
