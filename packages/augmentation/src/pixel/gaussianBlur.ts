import { checkInteger, checkOptions } from '@occam/core';
import { exp } from '../mixing/logExp.js';
import { drawFrom, type Range } from '../range.js';
import type { Transform } from '../transform.js';
import { blurImages } from './blurImages.js';
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
      blurImages(
        rows,
        sigmas.map((own) => (own > 0 ? bell(own, kernelSize) : undefined)),
      ),
  };
}

/** The right half of the bell, its middle first. */
function bell(sigma: number, kernelSize = 2 * Math.ceil(3 * sigma) + 1): Float32Array {
  const half = new Float64Array((kernelSize + 1) / 2);
  let sum = 0;
  for (let k = 0; k < half.length; k++) {
    half[k] = exp(-0.5 * (k / sigma) ** 2);
    sum += k === 0 ? half[k]! : 2 * half[k]!;
  }
  return Float32Array.from(half, (weight) => weight / sum);
}
