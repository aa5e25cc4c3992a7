import { checkOptions } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import { drawFrom, rangeOf, type Range } from '../range.js';
import type { Transform } from '../transform.js';
import type { Canvas } from './canvas.js';
import { paintImages } from './paintImages.js';
import { checkColours } from './changeImages.js';
import { perImage } from './perImage.js';

/** What {@link randomHue} takes. */
export interface RandomHueOptions {
  /** By how much the hue moves, in turns of the colour wheel, −0.5 … 0.5: [low, high], or one number s for −s … s. Default 0.05. */
  shift?: Range | undefined;
}

/**
 * Moves the hue of images by a shift drawn for each, in the hexagonal colour wheel of HSV: saturation and value stay.
 *
 *     hue ← (hue + shift) mod 1
 *
 * That is torchvision's hue (PIL has 256 hues). Images with 1 channel have none and stay as they are. For large turns that keep the
 * luminance see `hueWheel`.
 *
 * @throws TypeError or RangeError if an option is unknown, of another type or out of range, or images have other channels
 *
 * @example
 * ```ts
 * import { augment, randomHue } from '@occam/augmentation';
 *
 * const pipeline = augment([randomHue({ shift: 0.1 })], { seed: 1 });
 * ```
 */
export function randomHue(options: RandomHueOptions = {}): Transform<number> {
  checkOptions('randomHue', options, ['shift']);
  const { shift = 0.05 } = options;
  const range = rangeOf('shift', shift, HALF_TURN);
  return {
    className: 'randomHue',
    on: 'image',
    getConfig: () => ({ shift }),
    draw: (random) => drawFrom(random, range),
    apply(rows, shifts) {
      checkColours('randomHue', rows, 'gray');
      return paintImages(rows, shifts, changeHue);
    },
    applyTensor: (x, shifts) => (x.shape[3] === 1 ? x.clone() : changeHueOf(x, shifts)),
  };
}

/** How far a hue may move. */
export const HALF_TURN = { min: -0.5, max: 0.5 };

/** Moves the hue of an image by a part of a turn. */
export function changeHue(canvas: Canvas, shift: number): void {
  if (shift !== 0 && canvas.channels === 3) canvas.turnHue(shift);
}

/** The same with tfjs' ops: channel n is high − chroma · clip(min(k, 4 − k)), k = (n + hue) mod 6, n = 5, 3, 1. */
function changeHueOf(x: tf.Tensor, shifts: readonly number[]): tf.Tensor {
  const [red, green, blue] = tf.split(x, 3, 3) as [tf.Tensor, tf.Tensor, tf.Tensor];
  const high = x.max(3, true);
  const chroma = high.sub(x.min(3, true));
  const divisor = tf.where(chroma.greater(0), chroma, tf.onesLike(chroma));
  const byGreen = blue.sub(red).div(divisor).add(2);
  const byBlue = red.sub(green).div(divisor).add(4);
  const others = tf.where(green.equal(high), byGreen, byBlue);
  const old = tf.where(red.equal(high), green.sub(blue).div(divisor), others);
  const hue = old.add(perImage(shifts.map((shift) => 6 * shift)));
  const channels = [5, 3, 1].map((n) => {
    const k = tf.mod(hue.add(n), 6);
    return high.sub(chroma.mul(tf.minimum(k, tf.sub(4, k)).clipByValue(0, 1)));
  });
  return tf.concat(channels, 3);
}
