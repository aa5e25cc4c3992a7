import { checkBoolean, checkNumber, checkOptions } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import type { Transform } from '../transform.js';
import { changeImages, clip } from './changeImages.js';

/** What {@link gradeCurves} takes. */
export interface GradeCurvesOptions {
  /** How far the two handles of a curve may move, 0 … 1/3. Default 0.15. */
  strength?: number | undefined;
  /** Whether each channel gets a curve of its own, which changes colours too. Default true. */
  perChannel?: boolean | undefined;
}

/** What {@link gradeCurves} draws for one image: the heights of the two handles of each channel's curve. */
export type GradeCurvesDrawn = readonly (readonly [number, number])[];

/**
 * Grades images by drawn curves of tone, as the curves tool of an editor does: a Bézier curve for each channel from black to white,
 * whose two handles lie at heights a and b drawn around the diagonal. It rises everywhere, and black and white stay.
 *
 *     x ← 3 (1 − x)² x · a + 3 (1 − x) x² · b + x³      a uniform from 1/3 ± strength, b from 2/3 ± strength
 *
 * @throws TypeError or RangeError if an option is unknown, of another type or out of range
 *
 * @example
 * ```ts
 * import { augment, gradeCurves } from '@occam/augmentation';
 *
 * const pipeline = augment([gradeCurves({ strength: 0.2 })], { seed: 1 });
 * ```
 */
export function gradeCurves(options: GradeCurvesOptions = {}): Transform<GradeCurvesDrawn> {
  checkOptions('gradeCurves', options, ['strength', 'perChannel']);
  const { strength = 0.15, perChannel = true } = options;
  checkNumber('strength', strength, { min: 0, max: 1 / 3 });
  checkBoolean('perChannel', perChannel);
  return {
    className: 'gradeCurves',
    on: 'image',
    getConfig: () => ({ strength, perChannel }),
    draw(random, { rowShape }) {
      const draw = (middle: number) => middle + random.uniform(-strength, strength);
      const handles = () => [draw(1 / 3), draw(2 / 3)] as const;
      const shared = handles();
      const channels = rowShape[2] ?? 0;
      return Array.from({ length: channels }, (_, c) => (perChannel && c > 0 ? handles() : shared));
    },
    apply: (rows, curves) =>
      changeImages(rows, curves, ({ pixels, channels }, handles) => {
        for (let c = 0; c < channels; c++) {
          const [first, second, third] = coefficients(handles[c]!);
          if (first === 1 && second === 0 && third === 0) continue;
          for (let i = c; i < pixels.length; i += channels) {
            const value = pixels[i]!;
            pixels[i] = clip(value * (first + value * (second + value * third)));
          }
        }
      }),
    applyTensor(x, curves) {
      const all = curves.flatMap((handles) => handles.map(coefficients));
      const [first, second, third] = [0, 1, 2].map((power) => {
        const own = all.map((coefficient) => coefficient[power]!);
        return tf.tensor4d(own, [curves.length, 1, 1, x.shape[3]!], 'float32');
      }) as [tf.Tensor, tf.Tensor, tf.Tensor];
      const graded = x.mul(first.add(x.mul(second.add(x.mul(third)))));
      return graded.clipByValue(0, 1);
    },
  };
}

/** The curve as a polynomial without constant: its coefficients of x, x² and x³; exactly 1, 0, 0 on the diagonal. */
function coefficients([a, b]: readonly [number, number]): [number, number, number] {
  const [low, high] = [3 * (a - 1 / 3), 3 * (b - 2 / 3)];
  return [1 + low, high - 2 * low, low - high];
}
