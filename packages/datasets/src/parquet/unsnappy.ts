/**
 * Unpacks a block of Snappy.
 *
 * The block is its unpacked length, then elements: a literal (its bytes follow) or a copy of what was
 * unpacked before. Unlike the decoders that are common on npm, this one never reads or writes outside its
 * arrays and always moves forward, whatever the bytes.
 *
 * @param size the unpacked size
 * @throws Error with the offset in the block if it is damaged, cut off or of another size
 *
 * The format: Google, Snappy compressed format description (2011).
 */
export function unsnappy(packed: Uint8Array, size: number): Uint8Array {
  const out = new Uint8Array(size);
  let at = 0;
  let to = 0;
  while (at < packed.length && packed[at++]! >= 0x80);
  while (at < packed.length) {
    const element = at;
    const tag = packed[at++]!;
    const kind = tag & 3;
    let length = (tag >> 2) + 1;
    if (kind === 0) {
      if (length > 60) {
        const bytes = length - 60;
        length = littleEndian(packed, at, bytes) + 1;
        at += bytes;
      }
      if (!(at + length <= packed.length && to + length <= size)) throw damaged(element);
      out.set(packed.subarray(at, at + length), to);
      at += length;
      to += length;
      continue;
    }
    const bytes = kind === 3 ? 4 : kind;
    let distance = littleEndian(packed, at, bytes);
    at += bytes;
    if (kind === 1) {
      length = ((tag >> 2) & 7) + 4;
      distance += (tag >> 5) << 8;
    }
    if (!(distance >= 1 && distance <= to && to + length <= size)) throw damaged(element);
    for (const end = to + length; to < end; to++) out[to] = out[to - distance]!;
  }
  if (to !== size) throw new Error(`the Snappy data hold ${to} bytes instead of ${size}`);
  return out;
}

/** A number of 1 to 4 bytes; NaN if they are not there. */
function littleEndian(bytes: Uint8Array, start: number, count: number): number {
  if (start + count > bytes.length) return NaN;
  let value = 0;
  for (let i = count - 1; i >= 0; i--) value = value * 256 + bytes[start + i]!;
  return value;
}

function damaged(offset: number): Error {
  return new Error(`the Snappy data are damaged at offset ${offset}`);
}
