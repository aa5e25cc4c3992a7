import { checkOptions } from '@occam/core';
import { turn } from '../image/matrix.js';
import { drawFrom, rangeOf, type Range } from '../range.js';
import type { Transform } from '../transform.js';
import { paintImages } from './paintImages.js';
import { checkColours } from './changeImages.js';
import { changeColoursOf, type ColorMatrix } from './colorMatrix.js';

/** What {@link hueWheel} takes. */
export interface HueWheelOptions {
  /** By how much the wheel turns, in degrees: [low, high], or one number d ≥ 0 for −d … d. Default 180: any colour. */
  degrees?: Range | undefined;
}

/**
 * Turns the wheel of hues by an angle drawn for each image, with one matrix for all its pixels, which keeps the luminance, then clips:
 * the filter `hue-rotate` of CSS and SVG. `randomHue` turns the wheel of HSV instead, which keeps the strongest channel.
 *
 * Images with 1 channel stay as they are.
 *
 * @throws TypeError or RangeError if an option is unknown, of another type or out of range, or images have other channels
 *
 * @example
 * ```ts
 * import { augment, hueWheel } from '@occam/augmentation';
 *
 * const pipeline = augment([hueWheel({ degrees: 90 })], { seed: 1 });
 * ```
 *
 * W3C, Filter Effects Module Level 1, feColorMatrix.
 */
export function hueWheel(options: HueWheelOptions = {}): Transform<number> {
  checkOptions('hueWheel', options, ['degrees']);
  const { degrees = 180 } = options;
  const range = rangeOf('degrees', degrees, { min: -360, max: 360 });
  return {
    className: 'hueWheel',
    on: 'image',
    getConfig: () => ({ degrees }),
    draw: (random) => drawFrom(random, range),
    apply(rows, angles) {
      checkColours('hueWheel', rows, 'gray');
      return paintImages(rows, angles, (canvas, angle) => {
        if (angle !== 0 && canvas.channels === 3) canvas.mix(wheelMatrix(angle));
      });
    },
    applyTensor: (x, angles) =>
      x.shape[3] === 1 ? x.clone() : changeColoursOf(x, angles.map(wheelMatrix)),
  };
}

/** The matrix of the W3C for an angle in degrees. */
function wheelMatrix(degrees: number): ColorMatrix {
  const { sin, cos } = turn(degrees);
  // prettier-ignore
  return [
    0.213 + 0.787 * cos - 0.213 * sin, 0.715 - 0.715 * cos - 0.715 * sin, 0.072 - 0.072 * cos + 0.928 * sin, 0,
    0.213 - 0.213 * cos + 0.143 * sin, 0.715 + 0.285 * cos + 0.14 * sin, 0.072 - 0.072 * cos - 0.283 * sin, 0,
    0.213 - 0.213 * cos - 0.787 * sin, 0.715 - 0.715 * cos + 0.715 * sin, 0.072 + 0.928 * cos + 0.072 * sin, 0,
  ];
}
