import { checkNumber, checkOptions } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import type { Transform } from '../transform.js';
import { changeImages, clip } from './changeImages.js';
import { perImage } from './perImage.js';

/** What {@link autocontrast} takes. */
export interface AutocontrastOptions {
  /** The share of the images that are stretched, 0 … 1. Default 0.5. */
  probability?: number | undefined;
}

/**
 * Stretches each channel of some images to the whole range, as torchvision's and PIL's do; a channel of one value stays.
 *
 *     x ← (x − lowest) / (highest − lowest)
 *
 * @throws TypeError or RangeError if an option is unknown, of another type or out of range
 *
 * @example
 * ```ts
 * import { augment, autocontrast } from '@occam/augmentation';
 *
 * const pipeline = augment([autocontrast({ probability: 1 })], { seed: 1 });
 * ```
 */
export function autocontrast(options: AutocontrastOptions = {}): Transform<boolean> {
  checkOptions('autocontrast', options, ['probability']);
  const { probability = 0.5 } = options;
  checkNumber('probability', probability, { min: 0, max: 1 });
  return {
    className: 'autocontrast',
    on: 'image',
    getConfig: () => ({ probability }),
    draw: (random) => random.next() < probability,
    apply: (rows, chosen) =>
      changeImages(rows, chosen, ({ pixels, channels }, stretched) => {
        if (stretched) for (let c = 0; c < channels; c++) stretch(pixels, c, channels);
      }),
    applyTensor(x, chosen) {
      const low = x.min([1, 2], true);
      const span = x.max([1, 2], true).sub(low);
      const stretches = tf.logicalAnd(span.greater(0), perImage(chosen.map(Number)).cast('bool'));
      const divisor = tf.where(span.greater(0), span, tf.onesLike(span));
      return tf.where(stretches, x.sub(low).div(divisor), x);
    },
  };
}

function stretch(pixels: Float32Array, channel: number, channels: number): void {
  let low = Infinity;
  let high = -Infinity;
  for (let i = channel; i < pixels.length; i += channels) {
    const value = pixels[i]!;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const span = high - low;
  if (!(span > 0)) return;
  for (let i = channel; i < pixels.length; i += channels) {
    pixels[i] = clip((pixels[i]! - low) / span);
  }
}
