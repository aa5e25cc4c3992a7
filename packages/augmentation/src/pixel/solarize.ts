import { checkNumber, checkOptions } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import { drawFrom, type Range } from '../range.js';
import type { Transform } from '../transform.js';
import { changeImages } from './changeImages.js';
import { perImage } from './perImage.js';
import { valuesOf } from './range.js';

/** What {@link solarize} takes. */
export interface SolarizeOptions {
  /** From which value on numbers are inverted, at least 0: that number, or [low, high] to draw from. Default 128 / 255. Above 1 changes nothing. */
  threshold?: Range | undefined;
  /** The share of the images that are solarized, 0 … 1. Default 0.5. */
  probability?: number | undefined;
}

/**
 * Inverts the light numbers of some images, as a film that saw too much light does: x ← 1 − x where x ≥ threshold.
 *
 * @throws TypeError or RangeError if an option is unknown, of another type or out of range
 *
 * @example
 * ```ts
 * import { augment, solarize } from '@occam/augmentation';
 *
 * const pipeline = augment([solarize({ threshold: [0.5, 1] })], { seed: 1 });
 * ```
 */
export function solarize(options: SolarizeOptions = {}): Transform<number | null> {
  checkOptions('solarize', options, ['threshold', 'probability']);
  const { threshold = 128 / 255, probability = 0.5 } = options;
  const range = valuesOf('threshold', threshold, { min: 0 });
  checkNumber('probability', probability, { min: 0, max: 1 });
  return {
    className: 'solarize',
    on: 'image',
    getConfig: () => ({ threshold, probability }),
    draw: (random) => (random.next() < probability ? drawFrom(random, range) : null),
    apply: (rows, drawn) =>
      changeImages(rows, drawn, ({ pixels }, least) => {
        if (least === null) return;
        const float = Math.fround(least);
        for (let i = 0; i < pixels.length; i++) {
          const value = pixels[i]!;
          pixels[i] = value >= float ? 1 - value : value;
        }
      }),
    applyTensor(x, drawn) {
      const light = x.greaterEqual(perImage(drawn.map((least) => least ?? Infinity)));
      return tf.where(light, tf.sub(1, x), x);
    },
  };
}
