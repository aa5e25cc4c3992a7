import { checkInteger, checkNumber, checkOptions, type NdArray } from '@occam/core';
import { decodeNpy } from './decodeNpy.js';
import { readAll } from './readAll.js';
import { sourceName, type Source } from './source.js';

/** The options of {@link loadNpy}. */
export interface NpyOptions {
  /** Divides every element by this, above 0, and returns float32: 255 for pixels. Default: no division. */
  readonly divisor?: number | undefined;
  /** The most bytes that the file may have, unpacked if it is gzipped. Default 1 GiB (2³⁰). */
  readonly maxBytes?: number | undefined;
  /** What the file is called in messages. Default: the path's or URL's last part. */
  readonly name?: string | undefined;
  /** Stops reading; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Loads an array from an NPY file, as `numpy.save` writes it, gzipped or not: truth values, integers of 8 to
 * 64 bits and floating point of 16 to 64 bits, in either byte order, C's or Fortran's.
 *
 * @returns the array in the file's shape, row by row: int32 for integers and truth values (0 and 1), float32
 *   for floating point (rounded) and where there is a `divisor`
 * @throws RangeError with the file and the offset if the header is none of NPY, the elements are no numbers
 *   (texts, objects, complex), the file is cut off or goes on after the last element, or an element is not
 *   finite in float32 or, of an integer array without a divisor, beyond int32
 *
 * @example
 * ```ts no-run
 * import { createDataset, loadNpy } from '@occam/datasets';
 *
 * const x = await loadNpy('images.npy', { divisor: 255 });
 * const y = await loadNpy('labels.npy'); // whole numbers from 0
 * const data = createDataset({ x, y, task: 'classification' });
 * ```
 *
 * The format: NumPy's `numpy.lib.format`, versions 1.0, 2.0 and 3.0.
 */
export async function loadNpy(source: Source, options: NpyOptions = {}): Promise<NdArray> {
  checkOptions('loadNpy', options, ['divisor', 'maxBytes', 'name', 'signal']);
  const { divisor, maxBytes = 2 ** 30, name = sourceName(source), signal } = options;
  if (divisor !== undefined) checkNumber('divisor', divisor, { above: 0 });
  checkInteger('maxBytes', maxBytes, { min: 1 });
  const bytes = await readAll(source, { name, maxBytes, signal });
  const { data, shape } = decodeNpy(bytes, { name, divisor });
  return { data, shape };
}
