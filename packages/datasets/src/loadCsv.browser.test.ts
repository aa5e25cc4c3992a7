import { expect, test } from 'vitest';
import { inspectCsv } from './inspectCsv.js';
import { loadCsv } from './loadCsv.js';
import { loadIdx } from './loadIdx.js';
import type { Source } from './source.js';

const text = 'height,"sex"\r\n1.82,m\r\n1.65,f\r\n';
const bytes = new TextEncoder().encode(text);

async function gzip(packed: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer> {
  const stream = new Blob([packed]).stream().pipeThrough(new CompressionStream('gzip'));
  return new Response(stream).arrayBuffer();
}

async function expectTable(source: Source): Promise<void> {
  const data = await loadCsv(source, { target: 'sex' });
  expect([...data.x.data]).toEqual([Math.fround(1.82), Math.fround(1.65)]);
  expect([...data.y.data]).toEqual([1, 0]);
  expect(data.classNames).toEqual(['f', 'm']);
}

test('reads a File, a Blob, an ArrayBuffer and bytes', async () => {
  await expectTable(new File([bytes], 'people.csv'));
  await expectTable(new Blob([bytes]));
  await expectTable(bytes.buffer);
  await expectTable(bytes);
});

test('reads gzip', async () => {
  await expectTable(await gzip(bytes));
});

test('reads addresses', async () => {
  const address = URL.createObjectURL(new Blob([bytes]));
  await expectTable(address);
  await expectTable(new URL(address));
  URL.revokeObjectURL(address);
  await expectTable(`data:text/csv,${encodeURIComponent(text)}`);
});

test('names the File in errors', async () => {
  const file = new File(['a,y\n1,2\n3\n'], 'people.csv');
  await expect(loadCsv(file, { target: 'y' })).rejects.toThrow(
    'people.csv, line 3: 1 cell, but line 1 has 2',
  );
});

test('says what the server answers', async () => {
  await expect(loadCsv(URL.createObjectURL(new Blob([])), { target: 'y' })).rejects.toThrow(
    'is empty',
  );
  await expect(loadCsv('http://127.0.0.1:1/x.csv', { target: 'y' })).rejects.toThrow(
    "cannot fetch 'http://127.0.0.1:1/x.csv'",
  );
});

test('every truncated gzip is an error, and a huge one stops at the limit', async () => {
  const packed = new Uint8Array(await gzip(bytes));
  for (let length = 2; length < packed.length; length++) {
    await expect(loadCsv(packed.slice(0, length), { target: 'sex' })).rejects.toThrow(
      'the gzip data are damaged or cut off',
    );
  }
  const bomb = await gzip(new TextEncoder().encode('a,y\n' + '1,2\n'.repeat(5_000_000)));
  await expect(loadCsv(bomb, { target: 'y', maxBytes: 1e6 })).rejects.toThrow(
    'holds more than 1000000 bytes',
  );
});

test('inspects a table and reads IDX', async () => {
  const { columns } = await inspectCsv(new Blob([bytes]));
  expect(columns.map(({ name, type }) => [name, type])).toEqual([
    ['height', 'number'],
    ['sex', 'text'],
  ]);
  const idx = new Uint8Array([0, 0, 8, 1, 0, 0, 0, 3, 7, 0, 9]);
  for (const source of [idx, await gzip(idx)]) {
    expect((await loadIdx(source)).data).toEqual(new Int32Array([7, 0, 9]));
  }
});
