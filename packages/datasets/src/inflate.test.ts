import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inflate } from './inflate.js';

const PACK = { raw: deflateRawSync, zlib: deflateSync, gzip: gzipSync };

test.each(['raw', 'zlib', 'gzip'] as const)(
  'unpacks any %s data to their size, and no other',
  async (wrapping) => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 300 }), async (bytes) => {
        const packed = new Uint8Array(PACK[wrapping](bytes));
        expect(await inflate(packed, bytes.length, wrapping, 'f')).toEqual(bytes);
        await expect(inflate(packed, bytes.length - 1, wrapping, 'f')).rejects.toThrow(
          `f: the packed data hold more than ${bytes.length - 1}`,
        );
        await expect(inflate(packed, bytes.length + 1, wrapping, 'f')).rejects.toThrow(
          `f: the packed data hold ${bytes.length} bytes instead of ${bytes.length + 1}`,
        );
        await expect(inflate(packed, 2 ** 40, wrapping, 'f')).rejects.toThrow(
          `f: ${packed.length} packed bytes cannot hold the ${2 ** 40} that there should be`,
        );
      }),
      { numRuns: 50 },
    );
  },
);

test('verifies the checksum of gzip', async () => {
  const packed = new Uint8Array(gzipSync(new Uint8Array([1, 2, 3]), { level: 0 }));
  packed[packed.length - 10]! ^= 1;
  await expect(inflate(packed, 3, 'gzip', 'f')).rejects.toThrow(
    'f: the packed data are damaged (their checksum is another)',
  );
  await expect(inflate(new Uint8Array([1, 2]), 3, 'gzip', 'f')).rejects.toThrow(
    'f: the packed data are damaged or cut off (invalid gzip data)',
  );
});
