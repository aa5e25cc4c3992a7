import {
  checkInteger,
  checkNdArray,
  checkOptions,
  describe,
  takeRows,
  type NdArray,
  type Seed,
} from '@occam/core';
import { asImages, checkImageShape } from './imageShape.js';
import { Pipeline } from './pipeline.js';

/** What {@link contactSheet} takes besides the images. */
export interface ContactSheetOptions {
  /** Varies the images: each line then shows one of them and its variants. Default: the images alone, in lines. */
  readonly pipeline?: Pipeline | undefined;
  /** The targets of all rows, for pipelines that mix rows. Default: none. */
  readonly y?: NdArray | undefined;
  /** How many classes the targets have. Default 0. */
  readonly classCount?: number | undefined;
  /** The numbers of the rows to show. Default: with a pipeline the first 8, else the first 128. */
  readonly rows?: Uint32Array | undefined;
  /** How many images stand in a line, at least 1; with a pipeline the first is the original. Default: with a pipeline 8, else 16. */
  readonly columns?: number | undefined;
  /** Which variants: those that training with this seed sees in its epochs 0, 1, …. Default 0. */
  readonly seed?: Seed | undefined;
  /** What a flat row is as an image, [height, width, channels]. Default: the shape of the rows. */
  readonly imageShape?: readonly number[] | undefined;
  /** How many pixels of the sheet a pixel of an image is wide and high, at least 1. Default: so many that an image has about 56. */
  readonly scale?: number | undefined;
}

/** A picture as browsers and PNG encoders take it. */
export interface ContactSheet {
  /** How many pixels it is wide. */
  readonly width: number;
  /** How many pixels it is high. */
  readonly height: number;
  /** Red, green, blue and opacity of each pixel, line by line, 0 … 255. */
  readonly data: Uint8ClampedArray<ArrayBuffer>;
}

const GAP = 2;
const BACKGROUND = [58, 62, 74] as const;

/**
 * Draws images on one sheet, or originals beside what a pipeline makes of them: look before you train. Pixels 0 … 1 become 0 … 255,
 * what lies outside is cut off; one channel is grey, three are red, green and blue, a fourth is opacity.
 *
 * @param x images [n, height, width, channels], or flat rows with `imageShape`
 * @returns the sheet, which `new ImageData(data, width, height)` and PNG encoders take as it is
 * @throws TypeError or RangeError if an option is wrong, the rows are no images, or a row does not exist
 *
 * @example
 * ```ts
 * import { augment, contactSheet, horizontalFlip } from '@occam/augmentation';
 *
 * const x = { data: new Float32Array([0, 0.5, 1, 1]), shape: [1, 2, 2, 1] };
 * const sheet = contactSheet(x, { pipeline: augment([horizontalFlip()]), columns: 3, scale: 1 });
 * console.log(sheet.width, sheet.height); // 14 6
 * ```
 */
export function contactSheet(x: NdArray, options: ContactSheetOptions = {}): ContactSheet {
  checkOptions('contactSheet', options, OPTIONS);
  checkNdArray('x', x);
  const { pipeline, y, classCount, imageShape, seed } = options;
  if (pipeline !== undefined && !(pipeline instanceof Pipeline)) {
    throw new TypeError(`pipeline must be one that augment([…]) makes, not ${describe(pipeline)}`);
  }
  const { rows = firstRows(x, pipeline ? 8 : 128), columns = pipeline ? 8 : 16 } = options;
  checkInteger('columns', columns, { min: 1 });
  if (imageShape !== undefined) checkImageShape(imageShape);
  const [, height, width, channels] = checkImages(asImages(x.shape, imageShape));
  const { scale = Math.max(1, Math.round(56 / Math.max(height, width))) } = options;
  checkInteger('scale', scale, { min: 1 });
  checkRows(rows, x.shape[0]!);

  const originals = takeRows(x, rows).data;
  const variants = pipeline
    ? Array.from(
        { length: columns - 1 },
        (_, epoch) => pipeline.vary({ x, y, classCount }, rows, { epoch, seed }).x.data,
      )
    : [];
  const lines = pipeline ? rows.length : Math.ceil(rows.length / columns);
  const across = pipeline ? columns : Math.min(columns, rows.length);
  const step = { x: width * scale + GAP, y: height * scale + GAP };
  const sheet = emptySheet(across * step.x + GAP, lines * step.y + GAP);
  const size = height * width * channels;
  const image = { height, width, channels, scale };
  for (let i = 0; i < rows.length; i++) {
    [originals, ...variants].forEach((data, k) => {
      const [line, column] = pipeline ? [i, k] : [Math.floor(i / columns), i % columns];
      const at = { x: GAP + column * step.x, y: GAP + line * step.y };
      drawImage(sheet, data.subarray(i * size, (i + 1) * size), image, at);
    });
  }
  return sheet;
}

/**
 * Draws a {@link contactSheet} on a canvas, whose size it sets.
 *
 * @throws as {@link contactSheet} does; TypeError if it is no canvas
 *
 * @example
 * ```ts no-run
 * import { augment, drawContactSheet, horizontalFlip } from '@occam/augmentation';
 *
 * const x = { data: new Float32Array(8 * 28 * 28), shape: [8, 28, 28, 1] };
 * drawContactSheet(document.querySelector('canvas')!, x, { pipeline: augment([horizontalFlip()]) });
 * ```
 */
export function drawContactSheet(
  canvas: SheetCanvas,
  x: NdArray,
  options: ContactSheetOptions = {},
): void {
  if (typeof canvas?.getContext !== 'function') {
    throw new TypeError(`canvas must be a canvas element, not ${describe(canvas)}`);
  }
  const { data, width, height } = contactSheet(x, options);
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d') as CanvasRenderingContext2D;
  context.putImageData(new ImageData(data, width, height), 0, 0);
}

/** What of a canvas element, or an OffscreenCanvas, {@link drawContactSheet} needs. */
export interface SheetCanvas {
  /** Its width in pixels. */
  width: number;
  /** Its height in pixels. */
  height: number;
  /** Gives what is drawn with. */
  getContext(kind: '2d'): unknown;
}

const OPTIONS = [
  'pipeline',
  'y',
  'classCount',
  'rows',
  'columns',
  'seed',
  'imageShape',
  'scale',
] as const satisfies readonly (keyof ContactSheetOptions)[];

function firstRows({ shape }: NdArray, most: number): Uint32Array {
  return Uint32Array.from({ length: Math.min(most, shape[0] ?? 0) }, (_, row) => row);
}

function checkImages(shape: readonly number[]): [number, number, number, number] {
  if (shape.length !== 4) {
    throw new RangeError(
      `images have the shape [n, height, width, channels], not [${shape.join(', ')}]: ` +
        'say what a row is, as imageShape: [28, 28, 1]',
    );
  }
  if (![1, 3, 4].includes(shape[3]!)) {
    throw new RangeError(
      `images have 1 channel (grey), 3 (red, green, blue) or 4 (with opacity), not ${shape[3]}`,
    );
  }
  return shape as [number, number, number, number];
}

function checkRows(rows: Uint32Array, size: number): void {
  if (rows.length === 0) throw new RangeError('there is no image to show');
  const bad = rows.find((row) => !(row < size));
  if (bad !== undefined)
    throw new RangeError(`there is no row ${bad}: there are ${size}, counted from 0`);
}

function emptySheet(width: number, height: number): ContactSheet {
  const data = new Uint8ClampedArray(4 * width * height);
  for (let at = 0; at < data.length; at += 4) data.set([...BACKGROUND, 255], at);
  return { width, height, data };
}

function drawImage(
  sheet: ContactSheet,
  pixels: ArrayLike<number>,
  { height, width, channels, scale }: Record<'height' | 'width' | 'channels' | 'scale', number>,
  at: { x: number; y: number },
): void {
  for (let line = 0; line < height * scale; line++) {
    for (let column = 0; column < width * scale; column++) {
      const from = (Math.floor(line / scale) * width + Math.floor(column / scale)) * channels;
      const to = 4 * ((at.y + line) * sheet.width + at.x + column);
      const opacity = channels === 4 ? Math.min(Math.max(pixels[from + 3]!, 0), 1) : 1;
      for (let k = 0; k < 3; k++) {
        const value = 255 * pixels[channels === 1 ? from : from + k]!;
        sheet.data[to + k] = opacity * value + (1 - opacity) * BACKGROUND[k]!;
      }
    }
  }
}
