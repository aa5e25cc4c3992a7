import { checkNumber, checkOptions } from '@occam/core';
import type { Transform } from '../transform.js';
import { toByte } from './bytes.js';
import { changeImages, type Image } from './changeImages.js';

/** What {@link equalize} takes. */
export interface EqualizeOptions {
  /** The share of the images that are equalized, 0 … 1. Default 0.5. */
  probability?: number | undefined;
}

/**
 * Spreads the tones of some images, so that each of the 256 levels is about equally frequent in each channel: PIL's equalize, on
 * round(255 · x). A channel of few tones stays as it is.
 *
 *     step = (pixels − those of the highest level) div 255
 *     x ← min(255, (pixels of lower levels + step div 2) div step) / 255
 *
 * @throws TypeError or RangeError if an option is unknown, of another type or out of range
 *
 * @example
 * ```ts
 * import { augment, equalize } from '@occam/augmentation';
 *
 * const pipeline = augment([equalize({ probability: 1 })], { seed: 1 });
 * ```
 */
export function equalize(options: EqualizeOptions = {}): Transform<boolean> {
  checkOptions('equalize', options, ['probability']);
  const { probability = 0.5 } = options;
  checkNumber('probability', probability, { min: 0, max: 1 });
  return {
    className: 'equalize',
    on: 'image',
    getConfig: () => ({ probability }),
    draw: (random) => random.next() < probability,
    apply: (rows, chosen) =>
      changeImages(rows, chosen, (image, equalized) => {
        if (equalized) spread(image);
      }),
  };
}

function spread({ pixels, height, width, channels }: Image): void {
  const bytes = new Uint8Array(pixels.length);
  const counts = new Uint32Array(256 * channels);
  for (let i = 0, table = 0; i < pixels.length; i++) {
    const byte = (bytes[i] = toByte(pixels[i]!));
    counts[table + byte]!++;
    table = table + 256 === counts.length ? 0 : table + 256;
  }
  const levels = new Float32Array(counts.length);
  for (let table = 0; table < counts.length; table += 256) {
    const own = counts.subarray(table, table + 256);
    const step = Math.floor((height * width - own[own.findLastIndex((n) => n > 0)]!) / 255);
    let sum = Math.floor(step / 2);
    for (let level = 0; level < 256; level++) {
      levels[table + level] = step === 0 ? -1 : Math.min(255, Math.floor(sum / step)) / 255;
      sum += own[level]!;
    }
  }
  for (let i = 0, table = 0; i < pixels.length; i++) {
    const level = levels[table + bytes[i]!]!;
    if (level >= 0) pixels[i] = level; // of a channel that stays it is −1
    table = table + 256 === counts.length ? 0 : table + 256;
  }
}
