import { checkNumber, checkOptions, type NdArray } from '@occam/core';
import type { Transform } from '../transform.js';

/** What {@link horizontalFlip} takes. */
export interface HorizontalFlipOptions {
  /** The share of the images that are flipped, 0 … 1. Default 0.5. */
  probability?: number | undefined;
}

/**
 * Mirrors images left to right, exactly. It changes what a digit or a letter means: it is for photos.
 *
 * @throws TypeError or RangeError if an option is unknown, of another type or out of range
 *
 * @example
 * ```ts
 * import { augment, horizontalFlip } from '@occam/augmentation';
 *
 * const pipeline = augment([horizontalFlip({ probability: 0.5 })], { seed: 1 });
 * ```
 */
export function horizontalFlip(options: HorizontalFlipOptions = {}): Transform<boolean> {
  checkOptions('horizontalFlip', options, ['probability']);
  const { probability = 0.5 } = options;
  checkNumber('probability', probability, { min: 0, max: 1 });
  return {
    className: 'horizontalFlip',
    on: 'image',
    getConfig: () => ({ probability }),
    draw: (random) => random.next() < probability,
    apply: ({ x, y }, flipped) => ({ x: flipRows(x, flipped), y }),
  };
}

function flipRows({ data, shape }: NdArray, flipped: readonly boolean[]): NdArray {
  const [, height = 0, width = 0, channels = 0] = shape;
  const out = Float32Array.from(data);
  const line = width * channels;
  flipped.forEach((flip, image) => {
    if (!flip) return;
    for (let row = 0; row < height; row++) {
      const start = (image * height + row) * line;
      for (let column = 0; column < width; column++) {
        const from = start + (width - 1 - column) * channels;
        for (let c = 0; c < channels; c++) out[start + column * channels + c] = data[from + c]!;
      }
    }
  });
  return { data: out, shape };
}
