import type { ColorMatrix } from './colorMatrix.js';

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
