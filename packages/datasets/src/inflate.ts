import { crc32 } from './crc32.js';
import { reasonOf } from './source.js';

/** Deflate expands at most 1032 times. */
const MOST = 1032;

/** What deflated bytes are wrapped in. */
export type Wrapping = 'raw' | 'zlib' | 'gzip';

/**
 * Unpacks deflated bytes whose unpacked size is known, without ever holding more than that.
 *
 * The checksum of gzip is verified; of zlib's and raw data the caller knows a better one.
 *
 * @param size the unpacked size
 * @param where the file and the place in it, for messages
 * @throws RangeError if the bytes are damaged, cut off, or unpack to another size
 */
export async function inflate(
  packed: Uint8Array,
  size: number,
  wrapping: Wrapping,
  where: string,
): Promise<Uint8Array> {
  if (!(size <= packed.length * MOST)) {
    throw new RangeError(
      `${where}: ${packed.length} packed bytes cannot hold the ${size} that there should be`,
    );
  }
  const { gunzipSync, inflateSync, unzlibSync } = await import('fflate');
  const unpack = { raw: inflateSync, zlib: unzlibSync, gzip: gunzipSync }[wrapping];
  // One byte more, so that too much is noticed: fflate drops what does not fit.
  const out = new Uint8Array(size + 1);
  let unpacked;
  try {
    unpacked = unpack(packed, { out });
  } catch (error) {
    throw new RangeError(`${where}: the packed data are damaged or cut off (${reasonOf(error)})`, {
      cause: error,
    });
  }
  if (unpacked.length !== size) {
    throw new RangeError(
      `${where}: the packed data hold ${unpacked.length > size ? 'more than' : `${unpacked.length} bytes instead of`} ${size}`,
    );
  }
  if (wrapping === 'gzip') {
    const sum = new DataView(packed.buffer, packed.byteOffset, packed.length);
    if (crc32(unpacked) !== sum.getUint32(packed.length - 8, true)) {
      throw new RangeError(`${where}: the packed data are damaged (their checksum is another)`);
    }
  }
  return unpacked;
}
