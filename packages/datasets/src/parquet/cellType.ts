import type { SchemaElement } from 'hyparquet';
import type { CellValue } from '../column.js';
import { halfToNumber } from '../decodeNpy.js';

/** A value as it lies in the file. */
export type RawValue = number | bigint | boolean | Uint8Array;

/** Makes a cell of a value as it lies in the file. */
export type ToCell = (raw: RawValue) => CellValue;

/**
 * How the values of a column become cells: numbers, truth values, texts and dates as such; undefined where
 * they are something else (an interval, a geometry, bytes of fixed length).
 */
export function cellType(element: SchemaElement): ToCell | undefined {
  const { type, converted_type: converted, logical_type: logical } = element;
  const kind = logical?.type ?? converted;
  if (kind === 'DECIMAL') {
    const divisor = 10 ** (element.scale ?? 0);
    return (raw) => Number(raw instanceof Uint8Array ? bigEndian(raw) : raw) / divisor;
  }
  switch (type) {
    case 'BOOLEAN':
      return (raw) => raw as boolean;
    case 'FLOAT':
    case 'DOUBLE':
      return (raw) => raw as number;
    case 'INT32':
      if (kind === 'DATE') return (raw) => new Date((raw as number) * 86_400_000);
      return isUnsigned(element) ? (raw) => (raw as number) >>> 0 : (raw) => raw as number;
    case 'INT64': {
      const perMillisecond = timestampUnit(element);
      if (perMillisecond !== undefined) return (raw) => new Date(Number(raw) / perMillisecond);
      return isUnsigned(element)
        ? (raw) => narrow(BigInt.asUintN(64, raw as bigint))
        : (raw) => narrow(raw as bigint);
    }
    case 'INT96':
      return (raw) => new Date(julian(raw as Uint8Array));
    case 'BYTE_ARRAY':
      return kind === undefined || ['UTF8', 'STRING', 'ENUM', 'JSON'].includes(kind)
        ? (raw) => text(raw as Uint8Array)
        : undefined;
    case 'FIXED_LEN_BYTE_ARRAY':
      if (kind === 'FLOAT16' && element.type_length === 2) {
        return (raw) => halfToNumber((raw as Uint8Array)[0]! | ((raw as Uint8Array)[1]! << 8));
      }
      return kind === 'UUID' ? (raw) => uuid(raw as Uint8Array) : undefined;
    default:
      return undefined;
  }
}

function isUnsigned({ converted_type: converted, logical_type: logical }: SchemaElement): boolean {
  return (
    converted?.startsWith('UINT_') === true || (logical?.type === 'INTEGER' && !logical.isSigned)
  );
}

/** How many of a timestamp's units make a millisecond; undefined if it is none. */
function timestampUnit({
  converted_type: converted,
  logical_type: logical,
}: SchemaElement): number | undefined {
  const unit =
    logical?.type === 'TIMESTAMP'
      ? logical.unit
      : converted?.startsWith('TIMESTAMP_') === true
        ? converted.slice('TIMESTAMP_'.length)
        : undefined;
  return unit === undefined ? undefined : { MILLIS: 1, MICROS: 1e3, NANOS: 1e6 }[unit];
}

function narrow(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** A signed number of any length, the most significant byte first. */
function bigEndian(bytes: Uint8Array): bigint {
  let value = 0n;
  for (const byte of bytes) value = (value << 8n) | BigInt(byte);
  return BigInt.asIntN(bytes.length * 8, value);
}

/** Milliseconds since 1970 of nanoseconds in a day (8 bytes) and a Julian day (4 bytes). */
function julian(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, 12);
  return (
    (view.getInt32(8, true) - 2_440_588) * 86_400_000 + Number(view.getBigInt64(0, true)) / 1e6
  );
}

function text(bytes: Uint8Array): string {
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i]! >= 0x80 || i === 4096) return new TextDecoder().decode(bytes);
  }
  return String.fromCharCode.apply(null, bytes as unknown as number[]);
}

function uuid(bytes: Uint8Array): string {
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
