import { checkOptions } from '@occam/core';
import type * as tf from '@tensorflow/tfjs';
import { drawFrom, type Range } from '../range.js';
import type { Transform } from '../transform.js';
import type { Canvas } from './canvas.js';
import { paintImages } from './paintImages.js';
import { checkColours } from './changeImages.js';
import { changeColoursOf, type ColorMatrix } from './colorMatrix.js';
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
 * That is torchvision's saturation (whose weight of red is 0.2989) and PIL's color. Images with 1 channel have no colour and stay as they are.
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
      return paintImages(rows, factors, changeSaturation);
    },
    applyTensor: changeSaturationOf,
  };
}

/** Moves the colours of an image away from gray, or towards it. */
export function changeSaturation(canvas: Canvas, factor: number): void {
  if (factor !== 1 && canvas.channels === 3) canvas.mix(saturationMatrix(factor));
}

/** The same with tfjs' ops, a factor for each image. */
export function changeSaturationOf(x: tf.Tensor, factors: readonly number[]): tf.Tensor {
  return x.shape[3] === 1 ? x.clone() : changeColoursOf(x, factors.map(saturationMatrix));
}

const LUMA = [0.299, 0.587, 0.114];

/** f · I + (1 − f) · gray. The weights are those of ITU-R BT.601 as in PIL, together 1, so that gray stays gray. */
function saturationMatrix(factor: number): ColorMatrix {
  return [0, 1, 2].flatMap((row) => {
    const weights = LUMA.map((w, channel) => (1 - factor) * w + (row === channel ? factor : 0));
    return [...weights, 0];
  });
}
