import { checkNumber, checkOptions } from '@occam/core';
import type { Transform } from '../transform.js';
import { paintImages } from './paintImages.js';
import { checkColours } from './changeImages.js';
import { changeColoursOf, type ColorMatrix } from './colorMatrix.js';

/** What {@link randomColorMatrix} takes. */
export interface RandomColorMatrixOptions {
  /** How far each of the nine coefficients may be from the identity's, at least 0. Default 0.2. */
  strength?: number | undefined;
  /** How far each channel may be lifted or lowered, at least 0. Default 0. */
  offset?: number | undefined;
}

/**
 * Mixes the colours of images by a matrix drawn for each:
 *
 *     (red, green, blue) ← clip((I + E) · (red, green, blue) + o)      E uniform from ±strength, o from ±offset
 *
 * @throws TypeError or RangeError if an option is unknown, of another type or out of range, or images have no 3 channels
 *
 * @example
 * ```ts
 * import { augment, randomColorMatrix } from '@occam/augmentation';
 *
 * const pipeline = augment([randomColorMatrix({ strength: 0.3, offset: 0.1 })], { seed: 1 });
 * ```
 */
export function randomColorMatrix(options: RandomColorMatrixOptions = {}): Transform<ColorMatrix> {
  checkOptions('randomColorMatrix', options, ['strength', 'offset']);
  const { strength = 0.2, offset = 0 } = options;
  checkNumber('strength', strength, { min: 0 });
  checkNumber('offset', offset, { min: 0 });
  return {
    className: 'randomColorMatrix',
    on: 'image',
    getConfig: () => ({ strength, offset }),
    draw: (random) =>
      Array.from({ length: 12 }, (_, i) => {
        const most = i % 4 === 3 ? offset : strength;
        return (i % 5 === 0 ? 1 : 0) + random.uniform(-most, most);
      }),
    apply(rows, matrices) {
      checkColours('randomColorMatrix', rows, 'colour');
      return paintImages(rows, matrices, (canvas, matrix) => canvas.mix(matrix));
    },
    applyTensor: changeColoursOf,
  };
}
