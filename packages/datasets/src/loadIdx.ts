import { checkInteger, checkNumber, checkOptions, type NdArray } from '@occam/core';
import { join } from './join.js';
import { readBytes, sourceName, type Source } from './source.js';

/** The options of {@link loadIdx}. */
export interface IdxOptions {
  /** Divides every element by this, above 0, and returns float32: 255 for pixels. Default: no division. */
  readonly divisor?: number | undefined;
  /** The most bytes that the unpacked file may have. Default 1 GiB (2³⁰). */
  readonly maxBytes?: number | undefined;
  /** What the file is called in messages. Default: the path's or URL's last part. */
  readonly name?: string | undefined;
  /** Stops reading; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Loads an array from an IDX file (the format of MNIST), gzipped or not.
 *
 * @returns the array in the file's shape: int32 for 8-, 16- and 32-bit integers, float32 for 32- and 64-bit
 *   floating point (rounded) and where there is a `divisor`
 * @throws RangeError with the file and the offset if the header is none of IDX, the file is cut off or goes
 *   on after the last element, or an element is not finite in float32
 *
 * @example
 * ```ts
 * import { loadIdx } from '@occam/datasets';
 *
 * const bytes = new Uint8Array([0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6]);
 * const { data, shape } = await loadIdx(bytes); // 1 … 6, shape [2, 3]
 * ```
 *
 * The format: Y. LeCun, C. Cortes and C. Burges, The MNIST database of handwritten digits (1998).
 */
export async function loadIdx(source: Source, options: IdxOptions = {}): Promise<NdArray> {
  checkOptions('loadIdx', options, ['divisor', 'maxBytes', 'name', 'signal']);
  const { divisor, maxBytes = 2 ** 30, name = sourceName(source), signal } = options;
  if (divisor !== undefined) checkNumber('divisor', divisor, { above: 0 });
  checkInteger('maxBytes', maxBytes, { min: 1 });
  let bytes = new Uint8Array(0);
  let length = 0;
  let header: IdxHeader | undefined;
  for await (const piece of readBytes(source, { name, maxBytes, signal })) {
    if (length + piece.length > bytes.length) {
      bytes = join(bytes.subarray(0, length), new Uint8Array(Math.max(length, piece.length)));
    }
    bytes.set(piece, length);
    length += piece.length;
    header ??= parseHeader(bytes.subarray(0, length), name, maxBytes);
    if (header !== undefined && length > header.size) {
      throw new RangeError(
        `${name}: the data go on at offset ${header.size}, after the last element of shape [${header.shape.join(', ')}]`,
      );
    }
  }
  if (length === 0) throw new RangeError(`${name}: the file is empty`);
  if (header === undefined || length < header.size) {
    throw new RangeError(
      `${name}: cut off at offset ${length}` +
        (header === undefined
          ? ', within the header'
          : ` of ${header.size}: the shape is [${header.shape.join(', ')}]`),
    );
  }
  return decode(bytes, header, divisor, name);
}

interface ElementType {
  readonly size: number;
  readonly integer: boolean;
  readonly read: (view: DataView, offset: number) => number;
}

const TYPES: ReadonlyMap<number, ElementType> = new Map([
  [0x08, { size: 1, integer: true, read: (view, offset) => view.getUint8(offset) }],
  [0x09, { size: 1, integer: true, read: (view, offset) => view.getInt8(offset) }],
  [0x0b, { size: 2, integer: true, read: (view, offset) => view.getInt16(offset) }],
  [0x0c, { size: 4, integer: true, read: (view, offset) => view.getInt32(offset) }],
  [0x0d, { size: 4, integer: false, read: (view, offset) => view.getFloat32(offset) }],
  [0x0e, { size: 8, integer: false, read: (view, offset) => view.getFloat64(offset) }],
]);

interface IdxHeader {
  readonly type: ElementType;
  readonly shape: readonly number[];
  /** Where the elements start. */
  readonly start: number;
  /** The size of the whole file. */
  readonly size: number;
}

function parseHeader(bytes: Uint8Array, name: string, maxBytes: number): IdxHeader | undefined {
  for (const offset of [0, 1]) {
    if (bytes[offset] !== undefined && bytes[offset] !== 0) {
      throw new RangeError(
        `${name}: this is no IDX file: at offset ${offset} is ${hex(bytes[offset])}, not 0x00`,
      );
    }
  }
  const type = TYPES.get(bytes[2] ?? 0x08);
  if (type === undefined) {
    throw new RangeError(
      `${name}: this is no IDX file: at offset 2 is ${hex(bytes[2]!)}, not one of the types ${[...TYPES.keys()].map(hex).join(', ')}`,
    );
  }
  const axes = bytes[3];
  if (axes === 0) throw new RangeError(`${name}: the array has no axes (0x00 at offset 3)`);
  if (axes === undefined || bytes.length < 4 + 4 * axes) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const shape = Array.from({ length: axes }, (_, axis) => view.getUint32(4 + 4 * axis));
  const start = 4 + 4 * axes;
  const size = shape.reduce((product, n) => product * n, type.size) + start;
  if (size > maxBytes) {
    throw new RangeError(
      `${name}: an array of shape [${shape.join(', ')}] takes more than ${maxBytes} bytes; pass a larger maxBytes if that is right`,
    );
  }
  return { type, shape, start, size };
}

function decode(
  bytes: Uint8Array,
  { type, shape, start, size }: IdxHeader,
  divisor: number | undefined,
  name: string,
): NdArray {
  const view = new DataView(bytes.buffer, bytes.byteOffset, size);
  const count = (size - start) / type.size;
  const exact = type.integer && divisor === undefined;
  const data = exact ? new Int32Array(count) : new Float32Array(count);
  for (let i = 0, offset = start; i < count; i++, offset += type.size) {
    const element = type.read(view, offset);
    data[i] = divisor === undefined ? element : element / divisor;
    if (!Number.isFinite(data[i])) {
      throw new RangeError(
        `${name}: the element at offset ${offset} is ${element}, not finite in float32`,
      );
    }
  }
  return { data, shape };
}

function hex(byte: number): string {
  return `0x${byte.toString(16).padStart(2, '0')}`;
}
