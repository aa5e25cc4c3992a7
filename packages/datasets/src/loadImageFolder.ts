import { checkInteger, checkOptions, describe } from '@occam/core';
import { createDataset, type Dataset } from './dataset.js';
import { decodeImage } from './decodeImage.js';
import { convertChannels, type Image } from './image.js';
import { listImages, type ImageFolder, type ListedImage } from './listImages.js';
import { readAll } from './readAll.js';
import { sourceName } from './source.js';

/** The options of {@link loadImageFolder}. */
export interface ImageFolderOptions {
  /**
   * How many channels the images shall have: 1 (grey), 3 (red, green, blue) or 4 (with opacity). Colours
   * become grey by 0.299 R + 0.587 G + 0.114 B; opacity is dropped. Default: what they have, which must be the
   * same for all.
   */
  readonly channels?: 1 | 3 | 4 | undefined;
  /**
   * The names of the classes by index, for example those of the training set; folders may be missing, but
   * none may be called otherwise. Default: the names of the folders, sorted by their UTF-16 units.
   */
  readonly classNames?: readonly string[] | undefined;
  /** The most bytes that a file may have, and all pixels as float32. Default 4 GiB (2³²). */
  readonly maxBytes?: number | undefined;
  /** What the data are called in messages and reports. Default: the folder's name. */
  readonly name?: string | undefined;
  /** Stops reading; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** How many files are read at a time. */
const BATCH = 16;

/**
 * Loads a folder that holds a folder of images for each class; images may lie deeper in it. PNG is read
 * everywhere, JPEG, WebP, GIF, AVIF and TIFF in Node where the package `sharp` is installed. Rows are in the
 * order of the classes, then of the files' names.
 *
 * @returns classification, `x` of shape [n, height, width, channels], pixels from 0 to 1; `y` the index of
 *   the folder; `classNames` the names of the folders
 * @throws TypeError or RangeError if an option makes no sense, a class has no images or an image has no
 *   class; RangeError with the file (and the offset) if an image is damaged, cut off or too large, or has
 *   another size or other channels than the first; Error if an image is no PNG and sharp is not installed
 *
 * @example
 * ```ts no-run
 * import { loadImageFolder } from '@occam/datasets';
 *
 * // In Node: pets/cat/1.png, pets/cat/2.png, pets/dog/1.png, …
 * const pets = await loadImageFolder('pets', { channels: 3 });
 * // In the browser, with <input type="file" webkitdirectory>:
 * const chosen = await loadImageFolder(document.querySelector('input')!.files!);
 * // Anywhere, from whatever a loader can read:
 * const own = await loadImageFolder({ cat: ['a.png', new Blob([])], dog: ['b.png'] });
 * ```
 */
export async function loadImageFolder(
  source: ImageFolder,
  options: ImageFolderOptions = {},
): Promise<Dataset> {
  checkImageOptions(options);
  const { channels, maxBytes = 2 ** 32, signal } = options;
  const isPath = typeof source === 'string' || source instanceof URL;
  const name = options.name ?? (isPath ? sourceName(source) : 'images');
  signal?.throwIfAborted();
  const images = await listImages(source, name);
  const classNames = options.classNames ?? [...new Set(images.map(({ className }) => className))];
  const y = Int32Array.from(images, ({ className }) => classNames.indexOf(className));
  const stranger = y.indexOf(-1);
  if (stranger >= 0) {
    throw new RangeError(
      `${name}: there is a folder '${images[stranger]!.className}', but classNames holds ${classNames.map((each) => `'${each}'`).join(', ')}`,
    );
  }
  let stack: ImageStack | undefined;
  for (let start = 0; start < images.length; start += BATCH) {
    const batch = images.slice(start, start + BATCH);
    const files = await Promise.all(
      batch.map((image) => readAll(image.source, { name: image.name, maxBytes, signal })),
    );
    for (const [i, image] of batch.entries()) {
      const decoded = await decodeImage(files[i]!, { name: image.name, maxBytes });
      stack ??= new ImageStack(images, image, decoded, channels ?? decoded.channels, maxBytes);
      stack.put(start + i, decoded, channels === undefined);
    }
  }
  return createDataset({
    x: { data: stack!.data, shape: [images.length, ...stack!.shape] },
    y: { data: y, shape: [images.length] },
    task: 'classification',
    classNames,
    name,
  });
}

/** The pixels of images that all have the size of the first. */
class ImageStack {
  readonly data: Float32Array;
  readonly shape: readonly number[];
  readonly #images: readonly ListedImage[];
  readonly #first: ListedImage;
  readonly #channels: number;
  readonly #size: string;

  constructor(
    images: readonly ListedImage[],
    first: ListedImage,
    image: Image,
    channels: number,
    maxBytes: number,
  ) {
    this.shape = [image.height, image.width, channels];
    this.#images = images;
    this.#first = first;
    this.#channels = channels;
    this.#size = sizeOf(image);
    const length = images.length * image.height * image.width * channels;
    if (length * 4 > maxBytes) {
      throw new RangeError(
        `${images.length} images such as ${first.name} of ${this.#size} take more than ${maxBytes} bytes; pass a larger maxBytes if that is right`,
      );
    }
    this.data = new Float32Array(length);
  }

  /** Puts an image in its place; `strict` if its channels must be those of the first. */
  put(index: number, image: Image, strict: boolean): void {
    const { name } = this.#images[index]!;
    if (sizeOf(image) !== this.#size) {
      throw new RangeError(
        `${name} has ${sizeOf(image)}, but ${this.#first.name} has ${this.#size}; all images must have one size: resize them first`,
      );
    }
    if (strict && image.channels !== this.#channels) {
      throw new RangeError(
        `${name} has ${channelsOf(image.channels)}, but ${this.#first.name} has ${channelsOf(this.#channels)}; pass channels: 1 or channels: 3 to make them alike`,
      );
    }
    const pixels = convertChannels(image, this.#channels);
    this.data.set(pixels, index * pixels.length);
  }
}

function sizeOf({ width, height }: Image): string {
  return `${width} × ${height} pixels`;
}

function channelsOf(channels: number): string {
  const what = ['grey', 'grey and opacity', 'colours', 'colours and opacity'][channels - 1];
  return `${channels} channel${channels === 1 ? '' : 's'} (${what})`;
}

function checkImageOptions(options: ImageFolderOptions): void {
  checkOptions('loadImageFolder', options, [
    'channels',
    'classNames',
    'maxBytes',
    'name',
    'signal',
  ]);
  const { channels, classNames, maxBytes } = options;
  if (channels !== undefined && ![1, 3, 4].includes(channels)) {
    throw new RangeError(`channels must be 1, 3 or 4, not ${describe(channels)}`);
  }
  if (classNames !== undefined && !Array.isArray(classNames)) {
    throw new TypeError(`classNames must be a list of names, not ${describe(classNames)}`);
  }
  if (maxBytes !== undefined) checkInteger('maxBytes', maxBytes, { min: 1 });
}
