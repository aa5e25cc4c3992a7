import { checkOptions } from '@occam/core';
import type { Range } from '../range.js';
import type { Transform } from '../transform.js';
import { toByte } from './bytes.js';
import { changeImages, checkColours, type Image } from './changeImages.js';
import { inverseDct, forwardDct } from './dct8.js';
import { wholeOf } from './range.js';

/** What {@link jpegQuantization} takes. */
export interface JpegQuantizationOptions {
  /** The quality as PIL and libjpeg count it, 1 (bad) … 100: whole, or [low, high] to draw from, both included. Default [30, 95]. */
  quality?: Range | undefined;
}

/**
 * Damages images as saving them as JPEG does: colours as luminance and two differences, in blocks of 8 × 8 pixels their cosine
 * transform, its coefficients rounded to multiples of the standard's tables at a quality drawn for each image, and back. Without
 * the standard's coarser grid for colours (4:4:4), and without its lossless coding. At quality 100 what is left are roundings.
 *
 *     step = max(1, (table · scale + 50) div 100)      scale = 5000 div quality below 50, 200 − 2 · quality from there
 *
 * @throws TypeError or RangeError if an option is unknown, of another type or out of range, or images have neither 1 nor 3 channels
 *
 * @example
 * ```ts
 * import { augment, jpegQuantization } from '@occam/augmentation';
 *
 * const pipeline = augment([jpegQuantization({ quality: [10, 90] })], { seed: 1 });
 * ```
 *
 * ITU-T T.81 (1992), annexes A and K; the scale of the quality is libjpeg's.
 */
export function jpegQuantization(options: JpegQuantizationOptions = {}): Transform<number> {
  checkOptions('jpegQuantization', options, ['quality']);
  const { quality = [30, 95] } = options;
  const [low, high] = wholeOf('quality', quality, { min: 1, max: 100 });
  return {
    className: 'jpegQuantization',
    on: 'image',
    getConfig: () => ({ quality }),
    draw: (random) => low + random.int(high - low + 1),
    apply(rows, qualities) {
      checkColours('jpegQuantization', rows, 'gray');
      return changeImages(rows, qualities, compress);
    },
  };
}

function compress(image: Image, quality: number): void {
  const { pixels, channels } = image;
  const luminance = scaled(LUMINANCE, quality);
  const bytes = pixels.map(toByte);
  if (channels === 3) toYcc(bytes);
  for (let c = 0; c < channels; c++) {
    quantize({ ...image, pixels: bytes }, c, c === 0 ? luminance : scaled(CHROMINANCE, quality));
  }
  if (channels === 3) toRgb(bytes);
  for (let i = 0; i < pixels.length; i++) pixels[i] = bytes[i]! / 255;
}

/** Rounds the cosine coefficients of one channel, block by block; blocks over the border repeat the last pixels. */
function quantize(image: Image, channel: number, steps: readonly number[]): void {
  const { pixels, height, width, channels } = image;
  const block = new Float64Array(64);
  const at = (row: number, column: number) =>
    (Math.min(row, height - 1) * width + Math.min(column, width - 1)) * channels + channel;
  for (let top = 0; top < height; top += 8) {
    for (let left = 0; left < width; left += 8) {
      for (let i = 0; i < 64; i++) block[i] = pixels[at(top + (i >> 3), left + (i & 7))]! - 128;
      forwardDct(block);
      for (let i = 0; i < 64; i++) block[i] = nearest(block[i]! / steps[i]!) * steps[i]!;
      inverseDct(block);
      const [rows, columns] = [Math.min(8, height - top), Math.min(8, width - left)];
      for (let row = 0; row < rows; row++) {
        for (let column = 0; column < columns; column++) {
          pixels[at(top + row, left + column)] = level(block[row * 8 + column]! + 128);
        }
      }
    }
  }
}

/** Rounds halves away from 0, as libjpeg does. */
function nearest(value: number): number {
  return value < 0 ? -Math.floor(0.5 - value) : Math.floor(value + 0.5);
}

/** Rounds to a byte's value. */
function level(value: number): number {
  return Math.max(0, Math.min(255, Math.round(value)));
}

/** Red, green, blue to luminance and the two differences of JFIF, in place. */
function toYcc(bytes: Float32Array): void {
  for (let i = 0; i < bytes.length; i += 3) {
    const [r, g, b] = [bytes[i]!, bytes[i + 1]!, bytes[i + 2]!];
    bytes[i] = level(0.299 * r + 0.587 * g + 0.114 * b);
    bytes[i + 1] = level(-0.168735892 * r - 0.331264108 * g + 0.5 * b + 128);
    bytes[i + 2] = level(0.5 * r - 0.418687589 * g - 0.081312411 * b + 128);
  }
}

function toRgb(bytes: Float32Array): void {
  for (let i = 0; i < bytes.length; i += 3) {
    const [y, cb, cr] = [bytes[i]!, bytes[i + 1]! - 128, bytes[i + 2]! - 128];
    bytes[i] = level(y + 1.402 * cr);
    bytes[i + 1] = level(y - 0.344136286 * cb - 0.714136286 * cr);
    bytes[i + 2] = level(y + 1.772 * cb);
  }
}

function scaled(table: readonly number[], quality: number): number[] {
  const scale = quality < 50 ? Math.floor(5000 / quality) : 200 - 2 * quality;
  return table.map((step) => Math.max(1, Math.min(255, Math.floor((step * scale + 50) / 100))));
}

// prettier-ignore
const LUMINANCE = [
  16, 11, 10, 16, 24, 40, 51, 61,
  12, 12, 14, 19, 26, 58, 60, 55,
  14, 13, 16, 24, 40, 57, 69, 56,
  14, 17, 22, 29, 51, 87, 80, 62,
  18, 22, 37, 56, 68, 109, 103, 77,
  24, 35, 55, 64, 81, 104, 113, 92,
  49, 64, 78, 87, 103, 121, 120, 101,
  72, 92, 95, 98, 112, 100, 103, 99,
];

// prettier-ignore
const CHROMINANCE = [
  17, 18, 24, 47, 99, 99, 99, 99,
  18, 21, 26, 66, 99, 99, 99, 99,
  24, 26, 56, 99, 99, 99, 99, 99,
  47, 66, 99, 99, 99, 99, 99, 99,
  ...Array<number>(32).fill(99),
];
