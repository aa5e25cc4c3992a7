import type { NdArray } from '@occam/core';

/** An array as it lies in an NPY file. */
export interface NpyArray extends NdArray {
  /** Whether its elements are whole numbers or truth values by their type. */
  readonly isInteger: boolean;
}

/** An element type of NumPy, by its code without the byte order. */
interface ElementType {
  readonly size: number;
  readonly integer: boolean;
  readonly view: (buffer: ArrayBuffer) => ArrayLike<number | bigint>;
}

const TYPES: Readonly<Record<string, ElementType>> = {
  b1: { size: 1, integer: true, view: (buffer) => new Uint8Array(buffer) },
  i1: { size: 1, integer: true, view: (buffer) => new Int8Array(buffer) },
  i2: { size: 2, integer: true, view: (buffer) => new Int16Array(buffer) },
  i4: { size: 4, integer: true, view: (buffer) => new Int32Array(buffer) },
  i8: { size: 8, integer: true, view: (buffer) => new BigInt64Array(buffer) },
  u1: { size: 1, integer: true, view: (buffer) => new Uint8Array(buffer) },
  u2: { size: 2, integer: true, view: (buffer) => new Uint16Array(buffer) },
  u4: { size: 4, integer: true, view: (buffer) => new Uint32Array(buffer) },
  u8: { size: 8, integer: true, view: (buffer) => new BigUint64Array(buffer) },
  f2: {
    size: 2,
    integer: false,
    view: (buffer) => Float32Array.from(new Uint16Array(buffer), halfToNumber),
  },
  f4: { size: 4, integer: false, view: (buffer) => new Float32Array(buffer) },
  f8: { size: 8, integer: false, view: (buffer) => new Float64Array(buffer) },
};

/**
 * Decodes the bytes of an NPY file, versions 1.0 to 3.0: integers and truth values to int32, floating point
 * to float32 (rounded), with a divisor all to float32. An array in Fortran's order is turned into C's.
 *
 * @param name what the file is called, for messages
 * @throws RangeError with the file and the offset if the header is none of NPY, the type is no number,
 *   bytes are missing or left over, or an element does not fit into int32 or float32
 */
export function decodeNpy(
  bytes: Uint8Array,
  { name, divisor }: { name: string; divisor?: number | undefined },
): NpyArray {
  const { type, swapped, fortranOrder, shape, start } = parseHeader(bytes, name);
  const count = shape.reduce((product, n) => product * n, 1);
  const end = start + count * type.size;
  if (end !== bytes.length) {
    throw new RangeError(
      end > bytes.length
        ? `${name}: cut off at offset ${bytes.length} of ${end}: the shape is [${shape.join(', ')}]`
        : `${name}: the data go on at offset ${end}, after the last element of shape [${shape.join(', ')}]`,
    );
  }
  const own = new Uint8Array(bytes.subarray(start));
  if (swapped) swapBytes(own, type.size);
  const elements = type.view(own.buffer);
  const isInteger = type.integer;
  const data =
    elements instanceof Float32Array && divisor === undefined
      ? elements
      : isInteger && divisor === undefined
        ? new Int32Array(count)
        : new Float32Array(count);
  const isBoolean = type === TYPES['b1'];
  for (let i = 0; i < count; i++) {
    const element = isBoolean ? Number(elements[i] !== 0) : Number(elements[i]);
    data[i] = divisor === undefined ? element : element / divisor;
    if (data instanceof Int32Array ? data[i] !== element : !Number.isFinite(data[i])) {
      throw new RangeError(
        `${name}: the element at offset ${start + i * type.size} is ${elements[i]}, ` +
          (data instanceof Int32Array
            ? 'beyond int32; pass divisor: 1 to read the array as float32'
            : 'not finite in float32'),
      );
    }
  }
  return { data: fortranOrder ? toRowMajor(data, shape) : data, shape, isInteger };
}

interface NpyHeader {
  readonly type: ElementType;
  readonly swapped: boolean;
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
  /** Where the elements start. */
  readonly start: number;
}

/** The header is a Python dictionary, padded with spaces: {'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), } */
function parseHeader(bytes: Uint8Array, name: string): NpyHeader {
  for (const [offset, expected] of MAGIC.entries()) {
    if (bytes[offset] !== expected) {
      throw new RangeError(
        `${name}: this is no NPY file: ${bytes.length > offset ? `at offset ${offset} is ${bytes[offset]}, not ${expected}` : `it ends at offset ${offset}`}`,
      );
    }
  }
  const version = bytes[6];
  const lengthSize = version === 1 ? 2 : 4;
  const textStart = 8 + lengthSize;
  if (bytes.length >= 8 && (!(version! >= 1 && version! <= 3) || bytes[7] !== 0)) {
    throw new RangeError(`${name}: version ${version}.${bytes[7]} of NPY is none of 1.0, 2.0, 3.0`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const length =
    bytes.length < textStart
      ? Infinity
      : lengthSize === 2
        ? view.getUint16(8, true)
        : view.getUint32(8, true);
  const start = textStart + length;
  if (length > MAX_HEADER && length < Infinity) {
    throw new RangeError(
      `${name}: a header of ${length} bytes at offset ${textStart} is none of NPY`,
    );
  }
  if (start > bytes.length) {
    throw new RangeError(`${name}: cut off at offset ${bytes.length}, within the header`);
  }
  const text = new TextDecoder().decode(bytes.slice(textStart, start)).trim();
  const field = (key: string, pattern: string) =>
    new RegExp(`^\\{.*['"]${key}['"]\\s*:\\s*${pattern}\\s*[,}]`, 's').exec(text)?.slice(1);
  const [descr] = field('descr', `['"]([^'"]*)['"]`) ?? [];
  const [fortranOrder] = field('fortran_order', '(True|False)') ?? [];
  const [axes] = field('shape', '\\(([\\d\\s,L]*)\\)') ?? [];
  if (
    fortranOrder === undefined ||
    axes === undefined ||
    (descr === undefined && !/descr/.test(text))
  ) {
    throw new RangeError(
      `${name}: the header at offset ${textStart} does not hold descr, fortran_order and shape: ${text.slice(0, 80)}`,
    );
  }
  const [, order, code = ''] = /^([<>|=]?)(.+)$/.exec(descr ?? '') ?? [];
  const type = Object.hasOwn(TYPES, code === '?' ? 'b1' : code)
    ? TYPES[code === '?' ? 'b1' : code]
    : undefined;
  if (type === undefined) {
    throw new RangeError(
      `${name}: elements of type ${descr === undefined ? 'a structure' : `'${descr}'`} are no numbers that Occam reads; ` +
        `save the array as one of ${Object.keys(TYPES).join(', ')}`,
    );
  }
  const shape = axes
    .split(',')
    .map((axis) => axis.trim().replace(/L$/, ''))
    .filter((axis) => axis !== '')
    .map(Number);
  if (!shape.every(Number.isSafeInteger)) {
    throw new RangeError(`${name}: the shape (${axes}) in the header is none`);
  }
  return {
    type,
    swapped: type.size > 1 && (order === '>') === LITTLE_ENDIAN,
    fortranOrder: fortranOrder === 'True',
    shape,
    start,
  };
}

/** NumPy reads no more than 10,000 bytes unless told to. */
const MAX_HEADER = 1 << 16;
const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
const LITTLE_ENDIAN = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

function swapBytes(bytes: Uint8Array, size: number): void {
  for (let start = 0; start < bytes.length; start += size) {
    for (let a = start, b = start + size - 1; a < b; a++, b--) {
      [bytes[a], bytes[b]] = [bytes[b]!, bytes[a]!];
    }
  }
}

/** Turns elements whose first index runs fastest into elements whose last index does. */
function toRowMajor<T extends Float32Array | Int32Array>(data: T, shape: readonly number[]): T {
  const strides: number[] = [];
  shape.reduce((stride, n) => (strides.push(stride), stride * n), 1);
  const turned = data.slice() as T;
  const index = shape.map(() => 0);
  for (let i = 0, from = 0; i < data.length; i++) {
    turned[i] = data[from]!;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += strides[axis]!;
      if (++index[axis]! < shape[axis]!) break;
      from -= strides[axis]! * shape[axis]!;
      index[axis] = 0;
    }
  }
  return turned;
}

/** The value of the bits of an IEEE 754 half. */
export function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
