import { readBytes, type ReadOptions, type Source } from './source.js';

/**
 * Reads a whole source into memory, unpacked if it is gzip.
 *
 * @returns the bytes; they are the caller's own array where that is what the source is
 * @throws RangeError if the source is missing, broken, empty or holds more than `maxBytes`
 */
export async function readAll(source: Source, options: ReadOptions): Promise<Uint8Array> {
  const isWhole = source instanceof Uint8Array || source instanceof ArrayBuffer;
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of readBytes(source, options)) {
    pieces.push(isWhole ? piece : new Uint8Array(piece));
    length += piece.length;
  }
  if (length === 0) throw new RangeError(`${options.name}: the file is empty`);
  if (pieces.length === 1) return pieces[0]!;
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const [index, piece] of pieces.entries()) {
    bytes.set(piece, offset);
    offset += piece.length;
    pieces[index] = EMPTY;
  }
  return bytes;
}

const EMPTY = new Uint8Array(0);
