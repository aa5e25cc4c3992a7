import type { Rows } from '../transform.js';

/** One image of a batch, on its way through a transform of its pixels. */
export interface Image {
  /** What it becomes, row after row with the channels together; begins as a copy of {@link source}. */
  readonly pixels: Float32Array;
  /** What it was, not to be changed. */
  readonly source: ArrayLike<number>;
  /** Its number of rows of pixels. */
  readonly height: number;
  /** Its number of pixels in a row. */
  readonly width: number;
  /** How many numbers a pixel has. */
  readonly channels: number;
}

/**
 * Copies a batch and lets each image of the copy be changed in place.
 *
 * @param rows images [n, height, width, channels]
 * @param drawn what was drawn for each
 * @param change changes one image
 */
export function changeImages<Drawn>(
  { x, y }: Rows,
  drawn: readonly Drawn[],
  change: (image: Image, drawn: Drawn) => void,
): Rows {
  const [, height = 0, width = 0, channels = 0] = x.shape;
  const data = new Float32Array(x.data);
  const size = height * width * channels;
  drawn.forEach((own, image) => {
    const [start, end] = [image * size, (image + 1) * size];
    const pixels = data.subarray(start, end);
    change({ pixels, source: x.data.subarray(start, end), height, width, channels }, own);
  });
  return { x: { data, shape: x.shape }, y };
}

/** Holds a number to 0 … 1; NaN stays. */
export function clip(value: number): number {
  if (value > 1) return 1;
  return value > 0 || Number.isNaN(value) ? value : 0;
}

/**
 * Refuses images with other channels than a transform of colours takes.
 *
 * @throws RangeError if there are neither 3 nor, where gray has a meaning, 1
 */
export function checkColours(className: string, { x }: Rows, gray: 'gray' | 'colour'): void {
  const channels = x.shape[3];
  if (channels === 3 || (channels === 1 && gray === 'gray')) return;
  throw new RangeError(
    `${className} works on images with 3 channels (red, green, blue)${gray === 'gray' ? ' or 1 (gray)' : ''}, ` +
      `but these have ${channels}: leave it out of the pipeline, or keep only those channels`,
  );
}
