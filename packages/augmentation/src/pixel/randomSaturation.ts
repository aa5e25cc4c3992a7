import { checkOptions } from '@occam/core';
import { drawFrom, type Range } from '../range.js';
import type { Transform } from '../transform.js';
import { changeImages, checkColours, clip, type Image } from './changeImages.js';
import { changeColoursOf, type ColorMatrix } from './colorMatrix.js';
import { BLUE, GREEN, RED } from './gray.js';
import { factorsOf } from './range.js';

/** What {@link randomSaturation} takes. */
export interface RandomSaturationOptions {
  /** The factors, at least 0: [low, high], or one number s for max(0, 1 − s) … 1 + s. 0 is gray, 1 changes nothing. Default 0.2. */
  factor?: Range | undefined;
}

/**
 * Makes the colours of images stronger or weaker by a factor f drawn for each:
 *
 *     x ← clip(f · x + (1 − f) · gray(x))      gray = 0.299 red + 0.587 green + 0.114 blue
 *
 * That is torchvision's saturation and PIL's color. Images with 1 channel have no colour and stay as they are.
 *
 * @throws TypeError or RangeError if an option is unknown, of another type or out of range, or images have other channels
 *
 * @example
 * ```ts
 * import { augment, randomSaturation } from '@occam/augmentation';
 *
 * const pipeline = augment([randomSaturation({ factor: 0.5 })], { seed: 1 });
 * ```
 */
export function randomSaturation(options: RandomSaturationOptions = {}): Transform<number> {
  checkOptions('randomSaturation', options, ['factor']);
  const { factor = 0.2 } = options;
  const range = factorsOf('factor', factor);
  return {
    className: 'randomSaturation',
    on: 'image',
    getConfig: () => ({ factor }),
    draw: (random) => drawFrom(random, range),
    apply(rows, factors) {
      checkColours('randomSaturation', rows, 'gray');
      return changeImages(rows, factors, changeSaturation);
    },
    applyTensor: (x, factors) =>
      x.shape[3] === 1 ? x.clone() : changeColoursOf(x, factors.map(saturationMatrix)),
  };
}

/** Moves the colours of an image away from gray, or towards it. */
export function changeSaturation({ pixels, channels }: Image, factor: number): void {
  if (factor === 1 || channels === 1) return;
  for (let i = 0; i < pixels.length; i += 3) {
    const red = pixels[i]!;
    const green = pixels[i + 1]!;
    const blue = pixels[i + 2]!;
    const offset = (1 - factor) * (RED * red + GREEN * green + BLUE * blue);
    pixels[i] = clip(factor * red + offset);
    pixels[i + 1] = clip(factor * green + offset);
    pixels[i + 2] = clip(factor * blue + offset);
  }
}

function saturationMatrix(factor: number): ColorMatrix {
  const [red, green, blue] = [RED, GREEN, BLUE].map((weight) => (1 - factor) * weight) as [
    number,
    number,
    number,
  ];
  return [
    ...[red + factor, green, blue, 0],
    ...[red, green + factor, blue, 0],
    ...[red, green, blue + factor, 0],
  ];
}
