import { checkNumber, checkOptions, describe, fillUniform, type NdArray } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import { drawFrom, rangeOf } from '../range.js';
import type { Transform } from '../transform.js';

/** What {@link randomErasing} takes. */
export interface RandomErasingOptions {
  /** The share of the images that lose a part, 0 … 1. Default 0.5. */
  probability?: number | undefined;
  /** The share of the area that is erased: [low, high], above 0 and at most 1. Default [0.02, 0.33]. */
  area?: readonly [number, number] | undefined;
  /** How high the part is for its width, drawn on a logarithmic scale: [low, high], above 0. Default [0.3, 3.3]. */
  ratio?: readonly [number, number] | undefined;
  /** What takes the part's place: a number for each pixel, or 'noise' for uniform numbers from [0, 1). Default 0. */
  fillValue?: number | 'noise' | undefined;
}

/** The rectangle that is erased, in pixels: what {@link randomErasing} draws. */
export interface ErasedPart {
  /** Its first column. */
  readonly x: number;
  /** Its first row. */
  readonly y: number;
  /** How many columns it has. */
  readonly width: number;
  /** How many rows it has. */
  readonly height: number;
  /** The key of the noise in it. */
  readonly key: readonly [number, number];
}

/**
 * Erases a rectangle of random area, shape and place (cutout with `fillValue: 0`). One that does not fit is drawn again, up to ten
 * times, as in torchvision.
 *
 * Source: Zhong et al. (2017), "Random erasing data augmentation"; DeVries and Taylor (2017), "Improved regularization of convolutional
 * neural networks with cutout".
 *
 * @throws TypeError or RangeError if an option is unknown, of another type or out of range
 *
 * @example
 * ```ts
 * import { augment, randomErasing } from '@occam/augmentation';
 *
 * const pipeline = augment([randomErasing({ probability: 0.5, area: [0.05, 0.2] })], { seed: 1 });
 * ```
 */
export function randomErasing(options: RandomErasingOptions = {}): Transform<ErasedPart | null> {
  checkOptions('randomErasing', options, ['probability', 'area', 'ratio', 'fillValue']);
  const { probability = 0.5, area = [0.02, 0.33], ratio = [0.3, 3.3], fillValue = 0 } = options;
  checkNumber('probability', probability, { min: 0, max: 1 });
  const areas = rangeOf('area', area, { above: 0, max: 1 });
  const ratios = rangeOf('ratio', ratio, { above: 0 });
  if (fillValue !== 'noise' && !Number.isFinite(fillValue)) {
    throw new TypeError(`fillValue must be a number or 'noise', not ${describe(fillValue)}`);
  }
  /** Calls back for each element that is erased. */
  const erase = (
    shape: readonly number[],
    drawn: readonly (ErasedPart | null)[],
    put: (at: number, value: number) => void,
  ): void => {
    const [, rows = 0, columns = 0, channels = 0] = shape;
    drawn.forEach((part, image) => {
      if (!part) return;
      const line = part.width * channels;
      const noise = new Float32Array(fillValue === 'noise' ? part.height * line : 0);
      if (fillValue === 'noise') fillUniform(noise, { key: part.key });
      for (let y = 0; y < part.height; y++) {
        const start = ((image * rows + part.y + y) * columns + part.x) * channels;
        for (let i = 0; i < line; i++) {
          put(start + i, fillValue === 'noise' ? noise[y * line + i]! : fillValue);
        }
      }
    });
  };
  return {
    className: 'randomErasing',
    on: 'image',
    getConfig: () => ({ probability, area: [...areas], ratio: [...ratios], fillValue }),
    draw(random, { rowShape: [rows = 0, columns = 0] }) {
      if (random.next() >= probability) return null;
      for (let attempt = 0; attempt < 10; attempt++) {
        const pixels = drawFrom(random, areas) * rows * columns;
        const higher = Math.exp(drawFrom(random, [Math.log(ratios[0]), Math.log(ratios[1])]));
        const height = Math.round(Math.sqrt(pixels * higher));
        const width = Math.round(Math.sqrt(pixels / higher));
        if (height > rows || width > columns || height * width === 0) continue;
        const [x, y] = [random.int(columns - width + 1), random.int(rows - height + 1)];
        return { x, y, width, height, key: random.key() };
      }
      return null;
    },
    apply({ x, y }, drawn) {
      const data = Float32Array.from(x.data);
      erase(x.shape, drawn, (at, value) => (data[at] = value));
      const erased: NdArray = { data, shape: x.shape };
      return { x: erased, y };
    },
    applyTensor(x, drawn) {
      const kept = new Uint8Array(x.size).fill(1);
      const values = new Float32Array(x.size);
      erase(x.shape, drawn, (at, value) => {
        kept[at] = 0;
        values[at] = value;
      });
      return tf.where(tf.tensor(kept, x.shape, 'bool'), x, tf.tensor(values, x.shape));
    },
  };
}
