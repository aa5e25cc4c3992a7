import { checkOptions } from '@occam/core';
import { drawFrom, type Range } from '../range.js';
import type { Transform } from '../transform.js';
import { changeImages, checkColours, clip, type Image } from './changeImages.js';
import { BLUE, GREEN, RED } from './gray.js';
import { factorsOf } from './range.js';

/** What {@link randomContrast} takes. */
export interface RandomContrastOptions {
  /** The factors, at least 0: [low, high], or one number s for max(0, 1 − s) … 1 + s. 0 is plain gray, 1 changes nothing. Default 0.2. */
  factor?: Range | undefined;
}

/**
 * Raises or lowers the contrast of images with 1 or 3 channels by a factor f drawn for each:
 *
 *     x ← clip(f · x + (1 − f) · m)      m the mean of the image's gray values
 *
 * That is torchvision's contrast; PIL's rounds m to a whole level.
 *
 * @throws TypeError or RangeError if an option is unknown, of another type or out of range, or images have other channels
 *
 * @example
 * ```ts
 * import { augment, randomContrast } from '@occam/augmentation';
 *
 * const pipeline = augment([randomContrast({ factor: [0.5, 1] })], { seed: 1 });
 * ```
 */
export function randomContrast(options: RandomContrastOptions = {}): Transform<number> {
  checkOptions('randomContrast', options, ['factor']);
  const { factor = 0.2 } = options;
  const range = factorsOf('factor', factor);
  return {
    className: 'randomContrast',
    on: 'image',
    getConfig: () => ({ factor }),
    draw: (random) => drawFrom(random, range),
    apply(rows, factors) {
      checkColours('randomContrast', rows, 'gray');
      return changeImages(rows, factors, changeContrast);
    },
  };
}

/** Moves an image of 1 or 3 channels away from its mean gray, or towards it. */
export function changeContrast({ pixels, channels }: Image, factor: number): void {
  if (factor === 1) return;
  let sum = 0;
  if (channels === 1) for (let i = 0; i < pixels.length; i++) sum += pixels[i]!;
  else {
    for (let i = 0; i < pixels.length; i += 3) {
      sum += RED * pixels[i]! + GREEN * pixels[i + 1]! + BLUE * pixels[i + 2]!;
    }
  }
  const offset = ((1 - factor) * sum * channels) / pixels.length;
  for (let i = 0; i < pixels.length; i++) pixels[i] = clip(factor * pixels[i]! + offset);
}
