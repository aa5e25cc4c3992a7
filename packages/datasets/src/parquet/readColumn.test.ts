import { readFileSync } from 'node:fs';
import { parquetReadObjects } from 'hyparquet';
import { parquetWriteBuffer } from 'hyparquet-writer';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { gzipSync } from 'node:zlib';
import type { CellValue } from '../column.js';
import { readColumn } from './readColumn.js';
import { readFooter } from './readFooter.js';
import { decodeRuns } from './runLengths.js';
import { unlz4 } from './unlz4.js';
import { unsnappy } from './unsnappy.js';

interface Fixture {
  readonly base64: string;
  readonly count: number;
  readonly rows: readonly unknown[][];
}

const fixtures = JSON.parse(
  readFileSync(new URL('../../fixtures/parquet.json', import.meta.url), 'utf8'),
) as { files: Record<string, Fixture> };

/** As the files' rows are written in JSON. */
function toJson(value: CellValue): unknown {
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'bigint' || typeof value === 'number') {
    return Number.isFinite(Number(value)) ? Number(value) : null;
  }
  return value ?? null;
}

async function readAllColumns(bytes: Uint8Array, name = 'file.parquet') {
  const { rows, columns } = await readFooter(bytes, name);
  const cells = await Promise.all(
    columns.map(async (column) => {
      const taken: CellValue[] = [];
      if (column.isNested) return undefined;
      await readColumn(bytes, column, (value, row) => (taken[row] = value), name);
      expect(taken).toHaveLength(rows);
      return taken;
    }),
  );
  return { rows, columns, cells };
}

test.each(Object.entries(fixtures.files))('reads %s of another writer', async (_, fixture) => {
  const { rows, cells } = await readAllColumns(
    new Uint8Array(Buffer.from(fixture.base64, 'base64')),
  );
  expect(rows).toBe(fixture.count);
  for (const [i, expected] of fixture.rows.entries()) {
    const row = fixture.rows.length === rows || i < 3 ? i : rows - fixture.rows.length + i;
    for (const [c, column] of cells.entries()) {
      if (column === undefined) continue;
      const [read, written] = [toJson(column[row]), expected[c] ?? null];
      if (typeof written === 'number') expect(read).toBeCloseTo(written, 4);
      else expect(read).toEqual(written);
    }
  }
});

test('any columns of hyparquet-writer read back, plain or by dictionary, in pages and row groups', async () => {
  const row = fc.record({
    int: fc.option(fc.integer(), { freq: 3 }),
    few: fc.option(fc.constantFrom(1.5, -2.25, 1e300), { freq: 3 }),
    text: fc.option(fc.string({ unit: 'grapheme' }), { freq: 3 }),
    flag: fc.option(fc.boolean(), { freq: 3 }),
    long: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    date: fc.date({ noInvalidDate: true }),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(row, { minLength: 1, maxLength: 60 }),
      fc.constantFrom('SNAPPY', 'UNCOMPRESSED', 'GZIP'),
      fc.constantFrom(30, 1000),
      fc.constantFrom(7, 1000),
      async (rows, codec, pageSize, rowGroupSize) => {
        const column = <K extends keyof (typeof rows)[0]>(key: K) => rows.map((each) => each[key]);
        const buffer = parquetWriteBuffer({
          columnData: [
            { name: 'int', data: column('int'), type: 'INT32' },
            { name: 'few', data: column('few'), type: 'DOUBLE' },
            { name: 'text', data: column('text'), type: 'STRING' },
            { name: 'flag', data: column('flag'), type: 'BOOLEAN' },
            { name: 'long', data: column('long'), type: 'INT64', nullable: false },
            { name: 'date', data: column('date'), type: 'TIMESTAMP' },
            { name: 'delta', data: column('int'), type: 'INT32', encoding: 'DELTA_BINARY_PACKED' },
            { name: 'ends', data: column('text'), type: 'STRING', encoding: 'DELTA_BYTE_ARRAY' },
            { name: 'split', data: column('few'), type: 'DOUBLE', encoding: 'BYTE_STREAM_SPLIT' },
          ],
          codec,
          compressors: { GZIP: (bytes) => new Uint8Array(gzipSync(bytes)) },
          pageSize,
          rowGroupSize,
        });
        const { columns, cells } = await readAllColumns(new Uint8Array(buffer));
        const keys = ['int', 'few', 'text', 'flag', 'long', 'date', 'int', 'text', 'few'] as const;
        expect(columns).toHaveLength(keys.length);
        for (const [c, key] of keys.entries()) {
          const written = column(key).map((value) =>
            typeof value === 'bigint' && Number.isSafeInteger(Number(value))
              ? Number(value)
              : value,
          );
          expect(cells[c]).toEqual(written);
        }
      },
    ),
    { numRuns: 40 },
  );
});

test('reads what hyparquet reads, of hyparquet-writer', async () => {
  const n = 3000;
  const file = parquetWriteBuffer({
    columnData: [
      { name: 'a', data: Float32Array.from({ length: n }, (_, i) => Math.sin(i)), type: 'FLOAT' },
      { name: 'b', data: Array.from({ length: n }, (_, i) => `k${i % 7}`), type: 'STRING' },
    ],
  });
  const theirs = await parquetReadObjects({ file });
  const { cells } = await readAllColumns(new Uint8Array(file));
  expect(cells[0]).toEqual(theirs.map((row) => row['a'] as number));
  expect(cells[1]).toEqual(theirs.map((row) => row['b'] as string));
});

test('verifies the checksums of pages', async () => {
  const fixture = fixtures.files['plain-dict-uncompressed-checksum']!;
  const bytes = new Uint8Array(Buffer.from(fixture.base64, 'base64'));
  bytes[25]! ^= 1;
  await expect(readAllColumns(bytes)).rejects.toThrow(
    /^file\.parquet, column 'long_field', page at offset 4: the page is damaged: its checksum is another$/,
  );
});

test('a run that claims a billion values is an error at once', () => {
  const bytes = new Uint8Array([0xfe, 0xff, 0xff, 0xff, 0x0f, 1]);
  expect(() => decodeRuns(bytes, 0, 6, 1, 10)).toThrow(
    'the run at offset 5 does not fit: 0 of 10 values are there',
  );
  expect(() => decodeRuns(bytes, 0, 3, 1, 10)).toThrow('there is no whole number at offset 0');
});

test('decodes runs of both kinds by hand', () => {
  // 0x03: one group of eight values of 2 bits, in two bytes, lowest bits first; 0x08: four times the next byte.
  const bytes = new Uint8Array([0x03, 0b11_10_01_00, 0b00_01_10_11, 0x08, 3]);
  const { values, end } = decodeRuns(bytes, 0, 5, 2, 12);
  expect([...values]).toEqual([0, 1, 2, 3, 3, 2, 1, 0, 3, 3, 3, 3]);
  expect(end).toBe(5);
});

test('unpacks Snappy and LZ4 by hand', () => {
  // 'abc', then five bytes from three back.
  const abc = [0x61, 0x62, 0x63];
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  expect(text(unsnappy(new Uint8Array([8, 2 << 2, ...abc, (1 << 2) | 1, 3]), 8))).toBe('abcabcab');
  expect(text(unlz4(new Uint8Array([0x31, ...abc, 3, 0]), 8))).toBe('abcabcab');
  // A literal of 2³² bytes that in 32-bit arithmetic has a negative length and leads back for ever.
  const back = new Uint8Array([8, 63 << 2, 0xf9, 0xff, 0xff, 0xff, 1, 1]);
  expect(() => unsnappy(back, 8)).toThrow('the Snappy data are damaged at offset 1');
  expect(() => unsnappy(new Uint8Array([8, 2 << 2, ...abc]), 8)).toThrow(
    'the Snappy data hold 3 bytes instead of 8',
  );
  expect(() => unlz4(new Uint8Array([0x31, ...abc, 4, 0]), 8)).toThrow('damaged at offset 0');
  expect(() => unlz4(new Uint8Array([0xf0, 255]), 8)).toThrow('damaged at offset 0');
});
