/** Numbers that were packed as runs, and where their bytes end. */
export interface Runs {
  /** The numbers. */
  readonly values: Int32Array;
  /** The offset after their last byte. */
  readonly end: number;
}

/**
 * Decodes Parquet's hybrid of run lengths and bit packing: each run is a header, then either one value to
 * repeat or groups of eight values of `width` bits.
 *
 * @param width the bits of a value, 0 to 24
 * @param count how many values there must be
 * @throws Error with the offset if the bytes end before, or a run says what cannot be
 */
export function decodeRuns(
  bytes: Uint8Array,
  start: number,
  end: number,
  width: number,
  count: number,
): Runs {
  if (!(width <= 24)) throw new Error(`values of ${width} bits at offset ${start} are too wide`);
  const values = new Int32Array(count);
  const mask = (1 << width) - 1;
  let at = start;
  for (let seen = 0; seen < count;) {
    const header = readVarint(bytes, at, end);
    at = header.end;
    if (header.value % 2 === 0) {
      const length = header.value / 2;
      const size = (width + 7) >> 3;
      if (length > count - seen || at + size > end) throw cutOff(at, seen, count);
      let value = 0;
      for (let i = 0; i < size; i++) value |= bytes[at + i]! << (8 * i);
      if (value > mask)
        throw new Error(`the value ${value} at offset ${at} has over ${width} bits`);
      values.fill(value, seen, seen + length);
      at += size;
      seen += length;
      continue;
    }
    const groups = (header.value - 1) / 2;
    const length = Math.min(groups * 8, count - seen);
    if (at + Math.ceil((length * width) / 8) > end) throw cutOff(at, seen, count);
    for (let i = 0, bit = 0; i < length; i++, bit += width) {
      const from = at + (bit >>> 3);
      const word =
        bytes[from]! |
        (bytes[from + 1]! << 8) |
        (bytes[from + 2]! << 16) |
        (bytes[from + 3]! << 24);
      values[seen + i] = (word >>> (bit & 7)) & mask;
    }
    at = Math.min(end, at + groups * width);
    seen += length;
  }
  return { values, end: at };
}

/** Reads an unsigned number of 7 bits a byte, up to 2³² − 1. */
export function readVarint(
  bytes: Uint8Array,
  start: number,
  end: number,
): { value: number; end: number } {
  let value = 0;
  for (let at = start, scale = 1; at < end && at < start + 5; at++, scale *= 128) {
    value += (bytes[at]! & 0x7f) * scale;
    if (bytes[at]! < 0x80) return { value, end: at + 1 };
  }
  throw new Error(`there is no whole number at offset ${start}`);
}

function cutOff(offset: number, seen: number, count: number): Error {
  return new Error(
    `the run at offset ${offset} does not fit: ${seen} of ${count} values are there`,
  );
}
