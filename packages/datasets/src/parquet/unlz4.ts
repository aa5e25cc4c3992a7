/**
 * Unpacks a block of LZ4: sequences of literals and a copy of what was unpacked before.
 *
 * @param size the unpacked size
 * @throws Error with the offset in the block if it is damaged, cut off or of another size
 *
 * The format: Y. Collet, LZ4 block format description (2011).
 */
export function unlz4(packed: Uint8Array, size: number): Uint8Array {
  const out = new Uint8Array(size);
  let at = 0;
  let to = 0;
  const readLength = (nibble: number) => {
    let length = nibble;
    if (nibble < 15) return length;
    for (;;) {
      const byte = packed[at++];
      if (byte === undefined) return NaN;
      length += byte;
      if (byte < 255) return length;
    }
  };
  while (at < packed.length) {
    const sequence = at;
    const token = packed[at++]!;
    const literals = readLength(token >> 4);
    if (!(at + literals <= packed.length && to + literals <= size)) throw damaged(sequence);
    out.set(packed.subarray(at, at + literals), to);
    at += literals;
    to += literals;
    if (at === packed.length) break;
    const distance = packed[at]! | (packed[at + 1]! << 8);
    at += 2;
    const length = readLength(token & 15) + 4;
    if (!(at <= packed.length && distance >= 1 && distance <= to && to + length <= size)) {
      throw damaged(sequence);
    }
    for (const end = to + length; to < end; to++) out[to] = out[to - distance]!;
  }
  if (to !== size) throw new Error(`the LZ4 data hold ${to} bytes instead of ${size}`);
  return out;
}

function damaged(offset: number): Error {
  return new Error(`the LZ4 data are damaged at offset ${offset}`);
}
