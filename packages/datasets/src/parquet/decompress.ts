import { inflate } from '../inflate.js';
import { reasonOf } from '../source.js';
import { unlz4 } from './unlz4.js';
import { unsnappy } from './unsnappy.js';

/**
 * Unpacks a page.
 *
 * @param codec what the file says it was packed with
 * @param size the unpacked size
 * @param where the file and the place in it, for messages
 * @throws RangeError if the data are damaged or cut off, unpack to another size, or the codec is none of
 *   Snappy, gzip, Zstandard, Brotli and raw LZ4
 */
export async function decompress(
  packed: Uint8Array,
  codec: string,
  size: number,
  where: string,
): Promise<Uint8Array> {
  if (codec === 'GZIP') return inflate(packed, size, 'gzip', where);
  const unpack = await unpackerOf(codec);
  if (unpack === undefined) {
    throw new RangeError(
      `${where}: packed with ${codec}, which is not read here; write the file with Snappy, gzip or Zstandard`,
    );
  }
  if (!(size <= packed.length * MOST[codec]!)) {
    throw new RangeError(
      `${where}: ${packed.length} packed bytes cannot hold the ${size} that there should be`,
    );
  }
  let page;
  try {
    page = unpack(packed, size);
  } catch (error) {
    throw new RangeError(`${where}: the packed data are damaged or cut off (${reasonOf(error)})`, {
      cause: error,
    });
  }
  if (page.length !== size) {
    throw new RangeError(
      `${where}: the packed data hold ${page.length} bytes instead of the page's ${size}`,
    );
  }
  return page;
}

/** How many times the codecs can expand a byte at most, so that no header makes us allocate more. */
const MOST: Readonly<Record<string, number>> = {
  UNCOMPRESSED: 1,
  SNAPPY: 64,
  LZ4_RAW: 256,
  ZSTD: 2 ** 15,
  BROTLI: 2 ** 24,
};

type Unpack = (packed: Uint8Array, size: number) => Uint8Array;

async function unpackerOf(codec: string): Promise<Unpack | undefined> {
  if (codec === 'UNCOMPRESSED') return (packed) => packed;
  if (codec === 'SNAPPY') return unsnappy;
  if (codec === 'LZ4_RAW') return unlz4;
  if (codec !== 'ZSTD' && codec !== 'BROTLI') return undefined;
  const { decompressBrotli, decompressZstd } = await import('hyparquet-compressors');
  if (codec === 'BROTLI') return decompressBrotli;
  return (packed, size) => decompressZstd(packed, new Uint8Array(size));
}
