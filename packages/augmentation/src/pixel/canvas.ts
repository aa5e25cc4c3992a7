import { hostKernels, type HostKernels } from '@occam/backend';
import type { Rows } from '../transform.js';
import type { ColorMatrix } from './colorMatrix.js';
import { kernelCanvas } from './kernelCanvas.js';
import { plainCanvas } from './plainCanvas.js';

/**
 * An image whose colours are changed in place, in the kernels' memory or in JavaScript's: in float32, with the same bits. Results are
 * clipped to 0 … 1.
 */
export interface Canvas {
  /** How many numbers a pixel has. */
  readonly channels: number;
  /** x ← clip(factor · x + offset), for any number of channels. */
  scale(factor: number, offset: number): void;
  /** Multiplies the colours of 3 channels by a matrix. */
  mix(matrix: ColorMatrix): void;
  /** Turns the hue of 3 channels in the wheel of HSV by a part of a turn. */
  turnHue(turns: number): void;
  /** The mean of 0.299 red + 0.587 green + 0.114 blue, or of the one channel. */
  meanGray(): number;
}

/** A canvas and its pixels. */
export interface CanvasMemory {
  /** What changes them. */
  readonly canvas: Canvas;
  /** The pixels, [height, width, channels]. */
  readonly pixels: Float32Array;
}

/**
 * Copies a batch and lets the colours of each image of the copy be changed.
 *
 * @param rows images [n, height, width, channels]
 * @param drawn what was drawn for each
 * @param paint changes one image
 * @param kernels undefined computes in JavaScript
 */
export function paintImages<Drawn>(
  { x, y }: Rows,
  drawn: readonly Drawn[],
  paint: (canvas: Canvas, drawn: Drawn) => void,
  kernels: HostKernels | undefined = hostKernels(),
): Rows {
  const [, height = 0, width = 0, channels = 0] = x.shape;
  const size = height * width * channels;
  const data = new Float32Array(x.data.length);
  const { canvas, pixels } = kernels
    ? kernelCanvas(kernels, size, channels)
    : plainCanvas(size, channels);
  drawn.forEach((own, image) => {
    pixels.set(x.data.subarray(image * size, (image + 1) * size));
    paint(canvas, own);
    data.set(pixels, image * size);
  });
  return { x: { data, shape: x.shape }, y };
}
