import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { gunzip } from './gunzip.js';

async function* piecesOf(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array, void> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.slice(start, start + size);
}

async function unpack(bytes: Uint8Array, size = 1 << 16): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of gunzip(piecesOf(bytes, size), 'file.gz')) pieces.push(piece);
  return Buffer.concat(pieces);
}

const text = Buffer.from(Array.from({ length: 60 }, (_, i) => `${i},${(i * i) % 97}\n`).join(''));
const packed = new Uint8Array(gzipSync(text));

test('unpacks, whatever the pieces', async () => {
  for (const size of [1, 7, 1 << 16]) expect(await unpack(packed, size)).toEqual(text);
});

test('every truncation is an error', async () => {
  for (let length = 1; length < packed.length; length++) {
    await expect(unpack(packed.subarray(0, length)), `${length} bytes`).rejects.toThrow(
      'file.gz: the gzip data are damaged or cut off',
    );
  }
});

test('a flipped bit is an error, or one of the few that mean nothing', async () => {
  let errors = 0;
  for (let offset = 10; offset < packed.length; offset++) {
    const damaged = packed.slice();
    damaged[offset]! ^= 0x10;
    try {
      expect(await unpack(damaged), `offset ${offset}`).toEqual(text);
    } catch (error) {
      expect(error).toBeInstanceOf(RangeError);
      errors++;
    }
  }
  expect(errors).toBeGreaterThan(0.9 * (packed.length - 10));
});

test('an error of the source stays what it is', async () => {
  async function* failing(): AsyncGenerator<Uint8Array, void> {
    yield packed.slice(0, 50);
    throw new TypeError('the line is dead');
  }
  const reading = (async () => {
    for await (const piece of gunzip(failing(), 'file.gz')) expect(piece.length).toBeGreaterThan(0);
  })();
  await expect(reading).rejects.toThrow('the line is dead');
});

test('stops unpacking where the reader stops, and ends the source', async () => {
  const bomb = new Uint8Array(gzipSync(Buffer.alloc(100_000_000)));
  let taken = 0;
  let ended = false;
  async function* source(): AsyncGenerator<Uint8Array, void> {
    try {
      for await (const piece of piecesOf(bomb, 1000)) {
        taken += piece.length;
        yield piece;
      }
    } finally {
      ended = true;
    }
  }
  let unpacked = 0;
  for await (const piece of gunzip(source(), 'file.gz')) {
    unpacked += piece.length;
    if (unpacked > 1_000_000) break;
  }
  expect(unpacked).toBeLessThan(3_000_000);
  expect(taken).toBeLessThan(bomb.length / 5);
  expect(ended).toBe(true);
});
