import { readFileSync } from 'node:fs';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { encode } from 'fast-png';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { expect, test } from 'vitest';
import { loadCsv } from './loadCsv.js';
import { loadIdx } from './loadIdx.js';
import { loadImageFolder } from './loadImageFolder.js';
import { loadJson } from './loadJson.js';
import { loadNpy } from './loadNpy.js';
import { loadNpz } from './loadNpz.js';
import { loadParquet } from './loadParquet.js';

// Every truncation and every bit flip of small files. A loader gives a RangeError that names the file or a
// correct read of what the bytes say; where checksums cover the data, that is the original or an error.

const name = 'damaged.file';
const text = new TextEncoder();

/** What a loader made of bytes, or the error, which must be clear. */
async function outcome(load: (bytes: Uint8Array) => Promise<unknown>, bytes: Uint8Array) {
  try {
    return { read: await load(bytes) };
  } catch (error) {
    const { message } = error as Error;
    if (!(error instanceof RangeError) || !message.includes(name) || message.length > 2000) {
      throw new Error(`not a clear error: ${String(error)}`, { cause: error });
    }
    if (/undefined|\[object|is not a function|Cannot read|not iterable/.test(message)) {
      throw new Error(`an error that nobody understands: ${message}`, { cause: error });
    }
    return { error };
  }
}

interface Damage {
  /** Whether some truncations may read as fewer rows. */
  readonly mayBeShorter?: boolean;
  /** Whether each flip must give an error or the original. */
  readonly isChecked?: boolean;
  /** Every how many bits one is flipped. Default 1. */
  readonly step?: number;
}

async function damage(
  bytes: Uint8Array,
  load: (bytes: Uint8Array) => Promise<unknown>,
  { mayBeShorter = false, isChecked = false, step = 1 }: Damage = {},
): Promise<void> {
  const original = await load(bytes);
  for (let length = 0; length < bytes.length; length++) {
    const { read } = await outcome(load, bytes.slice(0, length));
    if (read !== undefined && !mayBeShorter) {
      throw new Error(`the first ${length} of ${bytes.length} bytes read as if they were all`);
    }
  }
  let errors = 0;
  for (let bit = 0; bit < bytes.length * 8; bit += step) {
    const flipped = Uint8Array.from(bytes);
    flipped[bit >> 3]! ^= 1 << (bit & 7);
    const { read, error } = await outcome(load, flipped);
    if (error !== undefined) errors++;
    else if (isChecked && JSON.stringify(read) !== JSON.stringify(original)) {
      throw new Error(`bit ${bit} changed the data without a word`);
    }
  }
  expect(errors).toBeGreaterThan(bytes.length / (4 * step));
}

const npy = JSON.parse(readFileSync(new URL('../fixtures/npy.json', import.meta.url), 'utf8')) as {
  cases: { npy: string }[];
  archives: Record<string, string>;
};
const decode = (base64: string) => new Uint8Array(Buffer.from(base64, 'base64'));

test.each([0, 1, 5, 6, 24, 27])('NPY %i', async (index) => {
  await damage(decode(npy.cases[index]!.npy), (bytes) => loadNpy(bytes, { name }));
});

test.each(['stored', 'deflated'])('NPZ, %s', async (kind) => {
  const load = (bytes: Uint8Array) => loadNpz(bytes, { x: 'x', y: 'y', times: 'z', name });
  await damage(decode(npy.archives[kind]!), load, { isChecked: true });
});

test('CSV, and CSV in gzip', async () => {
  const bytes = text.encode('a,"b c",t,y\r\n1.5,"x ""2",2024-01-02,0\r\n-3e2,,2024-01-03,"1"\r\n');
  const load = (given: Uint8Array) =>
    loadCsv(given, { target: 'y', time: 't', categorical: 'oneHot', missing: 'mean', name });
  await damage(bytes, load, { mayBeShorter: true });
  await damage(new Uint8Array(gzipSync(bytes)), load, { isChecked: true, mayBeShorter: false });
});

test('IDX, and IDX in gzip', async () => {
  const bytes = new Uint8Array([
    0, 0, 0x0d, 2, 0, 0, 0, 2, 0, 0, 0, 1, 0x3f, 0x80, 0, 0, 0x40, 0, 0, 0,
  ]);
  const load = (given: Uint8Array) => loadIdx(given, { name });
  await damage(bytes, load);
  await damage(new Uint8Array(gzipSync(bytes)), load, { isChecked: true });
});

test('JSON, as an array and as lines', async () => {
  const array =
    '[{"a":1.5,"t":"2024-01-02","c":"ö","y":true},\n{"a":null,"t":"2024-01-03","c":"x","y":false}]';
  const load = (bytes: Uint8Array) =>
    loadJson(bytes, { target: 'y', time: 't', categorical: 'integer', missing: 0, name });
  await damage(text.encode(array), load);
  await damage(text.encode(array.slice(1, -1).replace('},', '}')), load, { mayBeShorter: true });
});

const columns = [
  { name: 'a', data: [1.5, null, 3, 4, 5, 1.5], type: 'DOUBLE' as const },
  { name: 'c', data: ['p', 'q', 'p', 'p', 'p', 'q'], type: 'STRING' as const },
  {
    name: 't',
    data: [0, 1, 2, 3, 4, 5].map((day) => new Date(day * 864e5)),
    type: 'TIMESTAMP' as const,
  },
  { name: 'y', data: [true, false, true, true, false, true], type: 'BOOLEAN' as const },
];
const loadTable = (bytes: Uint8Array) =>
  loadParquet(bytes, { target: 'y', time: 't', categorical: 'oneHot', missing: 0, name });

test('Parquet', async () => {
  const columnData = columns.map((column) => ({ ...column, statistics: false }));
  await damage(new Uint8Array(parquetWriteBuffer({ columnData })), loadTable);
});

test('Parquet in other codecs and encodings', async () => {
  const compressors = {
    GZIP: (bytes: Uint8Array) => new Uint8Array(gzipSync(bytes)),
    BROTLI: (bytes: Uint8Array) => new Uint8Array(brotliCompressSync(bytes)),
  };
  for (const codec of ['GZIP', 'BROTLI', 'UNCOMPRESSED'] as const) {
    const columnData = [
      { name: 'y', data: Array.from({ length: 40 }, (_, i) => i % 2), type: 'INT32' as const },
      {
        name: 'd',
        data: Array.from({ length: 40 }, (_, i) => i * i),
        type: 'INT32' as const,
        encoding: 'DELTA_BINARY_PACKED' as const,
      },
    ];
    const file = parquetWriteBuffer({ columnData, codec, compressors, statistics: false });
    // The decoder of Brotli is slow.
    const step = codec === 'BROTLI' ? 13 : 3;
    await damage(new Uint8Array(file), (bytes) => loadParquet(bytes, { target: 'y', name }), {
      step,
    });
  }
});

test('Parquet of other writers', async () => {
  const { files } = JSON.parse(
    readFileSync(new URL('../fixtures/parquet.json', import.meta.url), 'utf8'),
  ) as { files: Record<string, { base64: string }> };
  for (const [file, target, step] of [
    ['lz4_raw_compressed', 'v11', 3],
    ['boolean_rle', 'BooleanColumn', 3],
    ['float16_nonzeros_and_nans', 'x', 3],
    ['duckdb5533', 'item_id', 7],
    ['delta_length_byte_array', 'FRUIT', 31],
  ] as const) {
    const bytes = decode(files[file]!.base64);
    const load = (given: Uint8Array) =>
      loadParquet(given, { target, categorical: 'integer', missing: 0, name });
    // Some have no column but the target: an error is as good as a read, as long as it is clear.
    for (let bit = 0; bit < bytes.length * 8; bit += step) {
      const flipped = Uint8Array.from(bytes);
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      await outcome(load, flipped);
    }
  }
});

test.each(['null', 'Adam7'] as const)('PNG, interlace %s', async (interlace) => {
  const data = Uint8Array.from({ length: 5 * 4 * 3 }, (_, i) => (i * 37) % 256);
  const bytes = Uint8Array.from(encode({ width: 5, height: 4, channels: 3, data }, { interlace }));
  const load = (given: Uint8Array) =>
    loadImageFolder({ a: [new File([Uint8Array.from(given)], `${name}.png`)] });
  await damage(bytes, load, { isChecked: true });
});
