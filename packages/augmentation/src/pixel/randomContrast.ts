import { checkOptions } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import { drawFrom, type Range } from '../range.js';
import type { Transform } from '../transform.js';
import type { Canvas } from './canvas.js';
import { paintImages } from './paintImages.js';
import { checkColours } from './changeImages.js';
import { perImage } from './perImage.js';
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
      return paintImages(rows, factors, changeContrast);
    },
    applyTensor(x, factors) {
      const gray = x.shape[3] === 1 ? x : x.mul(tf.tensor1d([0.299, 0.587, 0.114])).sum(3, true);
      const offset = gray.mean([1, 2], true).mul(perImage(factors.map((factor) => 1 - factor)));
      return x.mul(perImage(factors)).add(offset).clipByValue(0, 1);
    },
  };
}

/** Moves an image of 1 or 3 channels away from its mean gray, or towards it. */
export function changeContrast(canvas: Canvas, factor: number): void {
  if (factor !== 1) canvas.scale(factor, (1 - factor) * canvas.meanGray());
}
