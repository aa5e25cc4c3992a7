import { deflateSync } from 'node:zlib';
import { decode, encode, type PngDataArray } from 'fast-png';
import fc from 'fast-check';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { crc32 } from './crc32.js';
import { decodePng } from './decodePng.js';
import { convertChannels } from './image.js';

const read = (bytes: Uint8Array, maxBytes = 1e9) => decodePng(bytes, { name: 'a.png', maxBytes });
const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** A PNG file of these chunks, with their lengths and checksums. */
function png(...chunks: readonly [type: string, data: Iterable<number>][]): Uint8Array {
  const parts = chunks.flatMap(([type, data]) => {
    const body = [...new TextEncoder().encode(type), ...data];
    const size = new Uint8Array(4);
    new DataView(size.buffer).setUint32(0, body.length - 4);
    const sum = new Uint8Array(4);
    new DataView(sum.buffer).setUint32(0, crc32(Uint8Array.from(body)));
    return [...size, ...body, ...sum];
  });
  return Uint8Array.from([...SIGNATURE, ...parts]);
}

const header = (width: number, height: number, depth: number, color: number, interlace = 0) =>
  ['IHDR', [0, 0, width >> 8, width & 255, 0, 0, 0, height, depth, color, 0, 0, interlace]] as [
    string,
    number[],
  ];
const idat = (...bytes: number[]) =>
  ['IDAT', deflateSync(Uint8Array.from(bytes))] as [string, Uint8Array];
const END = ['IEND', []] as [string, number[]];

test('the checksum is the one of the standard', () => {
  expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926);
});

test('reads what fast-png writes: 1 to 4 channels, 8 and 16 bits, interlaced or not', async () => {
  const image = fc.record({
    width: fc.integer({ min: 1, max: 12 }),
    height: fc.integer({ min: 1, max: 12 }),
    channels: fc.integer({ min: 1, max: 4 }),
    depth: fc.constantFrom(8 as const, 16 as const),
    interlace: fc.constantFrom('null' as const, 'Adam7' as const),
    seed: fc.integer(),
  });
  await fc.assert(
    fc.asyncProperty(image, async ({ interlace, seed, ...size }) => {
      const { width, height, channels, depth } = size;
      const values = Array.from(
        { length: width * height * channels },
        (_, i) => (Math.imul(i + 1, seed) >>> 3) % 2 ** depth,
      );
      const data: PngDataArray = depth === 8 ? Uint8Array.from(values) : Uint16Array.from(values);
      const decoded = await read(encode({ ...size, data }, { interlace }));
      expect([decoded.width, decoded.height, decoded.channels]).toEqual([width, height, channels]);
      expect(decoded.pixels).toEqual(
        Float32Array.from(values, (value) => value / (2 ** depth - 1)),
      );
    }),
    { numRuns: 150 },
  );
});

test.each([
  [1, [0b10110000], [1, 0, 1, 1]],
  [2, [0b00011011], [0, 1 / 3, 2 / 3, 1]],
  [4, [0x0f, 0x70], [0, 1, 7 / 15, 0]],
])('reads grey of %i bits', async (depth, line, pixels) => {
  const { pixels: decoded } = await read(png(header(4, 1, depth, 0), idat(0, ...line), END));
  expect(decoded).toEqual(Float32Array.from(pixels));
});

test('reads palettes, with and without opacity, in several pieces', async () => {
  const palette = ['PLTE', [255, 0, 0, 0, 51, 0]] as [string, number[]];
  const packed = [...deflateSync(new Uint8Array([0, 0b01000000]))];
  const pieces = [packed.slice(0, 3), packed.slice(3)].map(
    (part) => ['IDAT', part] as [string, number[]],
  );
  const opaque = await read(
    png(header(2, 1, 1, 3), palette, ['tEXt', [65, 0, 66]], ...pieces, END),
  );
  expect([opaque.channels, ...opaque.pixels]).toEqual([3, 1, 0, 0, 0, Math.fround(0.2), 0]);
  const clear = await read(png(header(2, 1, 1, 3), palette, ['tRNS', [51]], ...pieces, END));
  expect([...clear.pixels]).toEqual([1, 0, 0, 0.2, 0, 0.2, 0, 1].map(Math.fround));
  await expect(read(png(header(2, 1, 2, 3), palette, idat(0, 0b01110000), END))).rejects.toThrow(
    'a.png: pixel 1 has colour 3 of a palette of 2',
  );
});

test('undoes each filter by hand', async () => {
  const rows = [
    [0, 10, 20, 30],
    [1, 1, 2, 3],
    [2, 1, 1, 1],
    [3, 5, 5, 5],
    [4, 1, 2, 255],
  ];
  const { pixels } = await read(png(header(3, 5, 8, 0), idat(...rows.flat()), END));
  expect(Array.from(pixels, (value) => Math.round(value * 255))).toEqual([
    10, 20, 30, 1, 3, 6, 2, 4, 7, 6, 10, 13, 7, 12, 12,
  ]);
});

test.each<[string, Uint8Array, string]>([
  ['JPEG', Uint8Array.from([0xff, 0xd8]), 'this is no PNG file: at offset 0 is 255, not 137'],
  [
    'the start alone',
    Uint8Array.from(SIGNATURE.slice(0, 5)),
    'this is no PNG file: it ends at offset 5',
  ],
  [
    'no end',
    png(header(1, 1, 8, 0), idat(0, 1)),
    'cut off at offset 55, within the chunk at offset 55',
  ],
  ['no header', png(idat(0, 1), END), "the chunk at offset 8 is 'IDAT'; IHDR must be first"],
  [
    'an unknown chunk',
    png(header(1, 1, 8, 0), ['ABCD', []], END),
    "the chunk 'ABCD' at offset 33 is not read here",
  ],
  [
    'no width',
    png(header(0, 1, 8, 0), idat(0), END),
    'the header is none of PNG: 0 × 1 pixels, depth 8, colour type 0',
  ],
  ['a depth', png(header(1, 1, 4, 2), idat(0, 0), END), 'depth 4, colour type 2'],
  ['an interlace', png(header(1, 1, 8, 0, 2), idat(0, 0), END), 'interlace 2'],
  [
    'a filter',
    png(header(1, 2, 8, 0), idat(0, 1, 5, 1), END),
    'a.png, row 1: there is no filter 5',
  ],
  [
    'too few bytes',
    png(header(2, 2, 8, 0), idat(0, 1, 2), END),
    'a.png: the packed data hold 3 bytes instead of 6',
  ],
  [
    'too many bytes',
    png(header(1, 1, 8, 0), idat(0, 1, 2), END),
    'a.png: the packed data hold more than 2',
  ],
  [
    'no data',
    png(header(1, 1, 8, 0), END),
    'a.png: 0 packed bytes cannot hold the 2 that there should be',
  ],
  [
    'a great claim',
    png(header(65535, 255, 16, 6), idat(0, 1), END),
    'packed bytes cannot hold the 133691655 that there should be',
  ],
])('says what is wrong with %s', async (_, bytes, message) => {
  await expect(read(bytes)).rejects.toThrow(message);
  await expect(read(bytes)).rejects.toBeInstanceOf(RangeError);
});

test('keeps within the limit', async () => {
  await expect(read(png(header(300, 200, 8, 0), idat(0), END), 1e5)).rejects.toThrow(
    'a.png: 300 × 200 pixels take more than 100000 bytes; pass a larger maxBytes',
  );
});

test('changes channels as documented', () => {
  const image = (channels: number, ...pixels: number[]) => ({
    width: 1,
    height: 1,
    channels,
    pixels: Float32Array.from(pixels),
  });
  expect([...convertChannels(image(3, 1, 0.5, 0.25), 1)]).toEqual([
    Math.fround(0.299 + 0.2935 + 0.0285),
  ]);
  expect([...convertChannels(image(2, 0.5, 0.25), 3)]).toEqual([0.5, 0.5, 0.5]);
  expect([...convertChannels(image(2, 0.5, 0.25), 4)]).toEqual([0.5, 0.5, 0.5, 0.25]);
  expect([...convertChannels(image(4, 1, 0.5, 0.25, 0.125), 3)]).toEqual([1, 0.5, 0.25]);
  expect([...convertChannels(image(1, 0.5), 4)]).toEqual([0.5, 0.5, 0.5, 1]);
});

const dataDir = process.env['OCCAM_DATA_DIR'];

test.skipIf(!dataDir)('reads a photo as fast-png does (needs OCCAM_DATA_DIR)', async () => {
  const bytes = new Uint8Array(await readFile(join(dataDir!, 'images', 'chelsea.png')));
  const theirs = decode(bytes);
  const ours = await read(bytes);
  expect([ours.width, ours.height, ours.channels]).toEqual([451, 300, 3]);
  const same = theirs.data.every((value, i) => ours.pixels[i] === Math.fround(value / 255));
  expect(same).toBe(true);
});
