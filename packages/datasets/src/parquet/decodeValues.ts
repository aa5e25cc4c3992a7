import type { ParquetType } from 'hyparquet';
import type { RawValue } from './cellType.js';
import { decodeRuns, readVarint } from './runLengths.js';

/** What is needed of a column to decode its values. */
export interface ValueType {
  /** How a value lies in the file. */
  readonly type: ParquetType;
  /** The length of a value of fixed length. */
  readonly typeLength: number | undefined;
}

/**
 * Decodes the values of a page (all that are not null) that lie in `bytes` from `start` to its end.
 *
 * @throws Error if the bytes end before the last value, or the encoding is none for the type
 */
export async function decodeValues(
  bytes: Uint8Array,
  start: number,
  count: number,
  encoding: string | undefined,
  column: ValueType,
): Promise<ArrayLike<RawValue>> {
  const { type, typeLength } = column;
  if (count === 0) return [];
  if (encoding === 'PLAIN') return decodePlain(bytes, start, count, column);
  if (encoding === 'RLE' && type === 'BOOLEAN') {
    return Array.from(decodeRuns(bytes, start + 4, bytes.length, 1, count).values, Boolean);
  }
  const width = WIDTHS[type] ?? typeLength;
  if (encoding === 'BYTE_STREAM_SPLIT' && width !== undefined && type !== 'INT96') {
    needBytes(bytes, start, count * width);
    const joined = new Uint8Array(count * width);
    for (let b = 0; b < width; b++) {
      for (let i = 0; i < count; i++) joined[i * width + b] = bytes[start + b * count + i]!;
    }
    return decodePlain(joined, 0, count, column);
  }
  if (encoding === 'DELTA_BINARY_PACKED' && (type === 'INT32' || type === 'INT64')) {
    return (await decodeDeltas(bytes, start, count, type)).values;
  }
  if (encoding === 'DELTA_LENGTH_BYTE_ARRAY' && type === 'BYTE_ARRAY') {
    const lengths = await decodeDeltas(bytes, start, count, 'INT32');
    return cut(bytes, lengths.end, lengths.values as Int32Array);
  }
  if (encoding === 'DELTA_BYTE_ARRAY' && type === 'BYTE_ARRAY') {
    const shared = await decodeDeltas(bytes, start, count, 'INT32');
    const lengths = await decodeDeltas(bytes, shared.end, count, 'INT32');
    return extend(
      cut(bytes, lengths.end, lengths.values as Int32Array),
      shared.values as Int32Array,
    );
  }
  throw new Error(
    `values of type ${type} in the encoding ${encoding ?? 'of no name'} are not read here`,
  );
}

/**
 * Decodes values that lie one after another.
 *
 * @throws Error if the bytes end before the last value
 */
export function decodePlain(
  bytes: Uint8Array,
  start: number,
  count: number,
  { type, typeLength }: ValueType,
): ArrayLike<RawValue> {
  if (type === 'BYTE_ARRAY') return cutByLengths(bytes, start, count);
  if (type === 'BOOLEAN') {
    needBytes(bytes, start, Math.ceil(count / 8));
    return Array.from(
      { length: count },
      (_, i) => ((bytes[start + (i >>> 3)]! >> (i & 7)) & 1) === 1,
    );
  }
  const width = WIDTHS[type] ?? typeLength;
  if (!(Number.isInteger(width) && width! > 0))
    throw new Error(`values of type ${type} have no size`);
  const size = count * width!;
  needBytes(bytes, start, size);
  const own = new Uint8Array(bytes.subarray(start, start + size));
  if (type === 'FLOAT') return new Float32Array(own.buffer);
  if (type === 'DOUBLE') return new Float64Array(own.buffer);
  if (type === 'INT32') return new Int32Array(own.buffer);
  if (type === 'INT64') return new BigInt64Array(own.buffer);
  return Array.from({ length: count }, (_, i) => own.subarray(i * width!, (i + 1) * width!));
}

const WIDTHS: Partial<Record<ParquetType, number>> = {
  INT32: 4,
  INT64: 8,
  INT96: 12,
  FLOAT: 4,
  DOUBLE: 8,
};

function needBytes(bytes: Uint8Array, start: number, size: number): void {
  if (!(start + size <= bytes.length)) {
    throw new Error(`the page ends at ${bytes.length}, but its values go on to ${start + size}`);
  }
}

/** Values that each follow their length. */
function cutByLengths(bytes: Uint8Array, start: number, count: number): Uint8Array[] {
  needBytes(bytes, start, 4 * count);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const values: Uint8Array[] = [];
  for (let i = 0, at = start; i < count; i++) {
    needBytes(bytes, at, 4);
    const length = view.getUint32(at, true);
    needBytes(bytes, (at += 4), length);
    values.push(bytes.subarray(at, at + length));
    at += length;
  }
  return values;
}

/** Values that lie one after another, with lengths that are known. */
function cut(bytes: Uint8Array, start: number, lengths: Int32Array): Uint8Array[] {
  let at = start;
  return Array.from(lengths, (length) => {
    if (length < 0) throw new Error(`a value at offset ${at} has the length ${length}`);
    needBytes(bytes, at, length);
    return bytes.subarray(at, (at += length));
  });
}

/** Values that each begin with some bytes of the one before. */
function extend(ends: readonly Uint8Array[], shared: Int32Array): Uint8Array[] {
  let last = new Uint8Array(0);
  return ends.map((end, i) => {
    const prefix = shared[i]!;
    if (!(prefix >= 0 && prefix <= last.length)) {
      throw new Error(`value ${i} shares ${prefix} bytes with one of ${last.length}`);
    }
    const value = new Uint8Array(prefix + end.length);
    value.set(last.subarray(0, prefix));
    value.set(end, prefix);
    return (last = value);
  });
}

async function decodeDeltas(
  bytes: Uint8Array,
  start: number,
  count: number,
  type: 'INT32' | 'INT64',
): Promise<{ values: Int32Array | BigInt64Array; end: number }> {
  const block = readVarint(bytes, start, bytes.length);
  const parts = readVarint(bytes, block.end, bytes.length);
  const total = readVarint(bytes, parts.end, bytes.length);
  const sane = block.value > 0 && parts.value > 0 && block.value % (parts.value * 32) === 0;
  if (!sane || parts.value > bytes.length || total.value !== count) {
    throw new Error(
      `the differences at offset ${start} are damaged: blocks of ${block.value} in ${parts.value} parts for ${total.value} of ${count} values`,
    );
  }
  const { deltaBinaryUnpack } = await import('hyparquet/src/delta.js');
  const values = type === 'INT32' ? new Int32Array(count) : new BigInt64Array(count);
  const reader = {
    view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length),
    offset: start,
  };
  deltaBinaryUnpack(reader, count, values);
  return { values, end: reader.offset };
}
