import { readFileSync } from 'node:fs';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { expect, test } from 'vitest';
import { loadParquet, type ParquetOptions } from './loadParquet.js';

const people = parquetWriteBuffer({
  columnData: [
    { name: 'id', data: [900719925474099267n, 900719925474099268n, 3n], type: 'INT64' },
    { name: 'height', data: [1.82, null, 1.65], type: 'DOUBLE' },
    { name: 'city', data: ['Rom', 'Köln', 'Rom'], type: 'STRING' },
    {
      name: 'seen',
      data: [new Date('2024-01-02'), new Date('2024-01-01T12:00Z'), new Date(0)],
      type: 'TIMESTAMP',
    },
    { name: 'member', data: [true, false, true], type: 'BOOLEAN' },
    { name: 'tags', data: [{ a: 1 }, { a: 2 }, { a: 3 }], type: 'JSON' },
  ],
});

const load = (options: Partial<ParquetOptions>) =>
  loadParquet(people, { target: 'member', name: 'people.parquet', ...options });

test('takes the columns as loadCsv does', async () => {
  const data = await load({
    groups: 'id',
    time: 'seen',
    categorical: 'oneHot',
    missing: 'mean',
    ignore: ['tags'],
  });
  expect(data.featureNames).toEqual(['height', 'city=Köln', 'city=Rom']);
  expect([...data.x.data]).toEqual(
    [1.82, 0, 1, (Math.fround(1.82) + Math.fround(1.65)) / 2, 1, 0, 1.65, 0, 1].map(Math.fround),
  );
  expect(data.imputed).toEqual({ height: 1 });
  expect(data.classNames).toEqual(['false', 'true']);
  expect([...data.y.data]).toEqual([1, 0, 1]);
  expect(data.groups).toEqual(['900719925474099267', '900719925474099268', '3']);
  expect(data.times).toEqual(new Float64Array([Date.UTC(2024, 0, 2), Date.UTC(2024, 0, 1, 12), 0]));
  const dates = await load({ ignore: ['id', 'height', 'tags', 'city'], categorical: 'oneHot' });
  expect(dates.featureNames).toEqual([
    'seen=1970-01-01',
    'seen=2024-01-01T12:00:00.000Z',
    'seen=2024-01-02',
  ]);
});

test('reads a Blob and a File alike', async () => {
  for (const source of [
    people,
    new Uint8Array(people),
    new Blob([people]),
    new File([people], 'a'),
  ]) {
    const data = await loadParquet(source, {
      target: 'height',
      ignore: ['tags', 'city', 'seen', 'id'],
    }).catch((error: Error) => error.message);
    expect(data).toMatch(/row 1, column 'height': is missing; every row needs a target$/);
  }
});

test.each<[string, Partial<ParquetOptions>, string]>([
  [
    'a missing cell',
    { ignore: ['tags', 'city', 'seen'] },
    "people.parquet, row 1, column 'height': is missing; pass missing",
  ],
  [
    'text',
    { ignore: ['tags', 'seen'], missing: 0 },
    "people.parquet, row 0, column 'city': 'Rom' is not a number; pass categorical",
  ],
  [
    'a date',
    { ignore: ['tags', 'city'], missing: 0 },
    "people.parquet, row 0, column 'seen': '2024-01-02' is not a number",
  ],
  [
    'a column that is not there',
    { target: 'hight' },
    "there is no column 'hight' for target (did you mean 'height'?)",
  ],
  ['a file beyond the limit', { maxBytes: 100 }, 'people.parquet: holds more than 100 bytes'],
])('says what is wrong with %s', async (_, options, message) => {
  const loading = load(options);
  await expect(loading).rejects.toThrow(message);
  await expect(loading).rejects.toBeInstanceOf(RangeError);
});

test('says that lists are no cells, unless they are ignored', async () => {
  const { files } = JSON.parse(
    readFileSync(new URL('../fixtures/parquet.json', import.meta.url), 'utf8'),
  ) as { files: Record<string, { base64: string }> };
  const file = new Uint8Array(Buffer.from(files['datapage_v2.snappy']!.base64, 'base64'));
  const options = { target: 'b', name: 'f', ignore: ['a'] };
  await expect(loadParquet(file, options)).rejects.toThrow(
    "f, column 'e': holds lists or structures, but cells must be numbers, texts, dates, true, false or null; leave the column out with ignore",
  );
  const data = await loadParquet(file, { ...options, ignore: ['a', 'e'] });
  expect(data.featureNames).toEqual(['c', 'd']);
  expect([...data.x.data]).toEqual([2, 1, 3, 1, 4, 1, 5, 0, 2, 1]);
});

test('says that a table without rows has none, and that other files are no Parquet', async () => {
  const empty = parquetWriteBuffer({ columnData: [{ name: 'y', data: [], type: 'INT32' }] });
  await expect(loadParquet(empty, { target: 'y', name: 'f' })).rejects.toThrow(
    'f: there are no rows',
  );
  await expect(
    loadParquet(new TextEncoder().encode('a,y\n1,2\n'), { target: 'y', name: 'f' }),
  ).rejects.toThrow('f: this is no Parquet file: it does not start with PAR1');
  await expect(
    loadParquet(new TextEncoder().encode('PAR1........PARE'), { target: 'y', name: 'f' }),
  ).rejects.toThrow('f: the file is encrypted');
});
