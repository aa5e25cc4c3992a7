import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CsvOptions } from './csvOptions.js';
import type { Dataset } from './dataset.js';
import { loadCsv } from './loadCsv.js';

function load(text: string, options: CsvOptions): Promise<Dataset> {
  return loadCsv(new TextEncoder().encode(text), { name: 'table.csv', ...options });
}

function rowsOf({ x }: Dataset): number[][] {
  const width = x.shape[1]!;
  return Array.from({ length: x.shape[0]! }, (_, row) => [
    ...x.data.subarray(row * width, (row + 1) * width),
  ]);
}

test('splits features and target, by name or index', async () => {
  const text = 'a,b,c\n1,2,3\n4,5,6.5\n';
  for (const target of ['c', 2]) {
    const data = await load(text, { target });
    expect(rowsOf(data)).toEqual([
      [1, 2],
      [4, 5],
    ]);
    expect([...data.y.data]).toEqual([3, 6.5]);
    expect(data.task).toBe('regression');
    expect(data.featureNames).toEqual(['a', 'b']);
    expect(data.name).toBe('table.csv');
  }
});

test('sorts classes: numbers by value, texts by their letters', async () => {
  const numbers = await load('x,y\n0,10\n0,9\n0,-1\n0,10\n', { target: 'y' });
  expect(numbers.classNames).toEqual(['-1', '9', '10']);
  expect(numbers.y.data).toEqual(new Int32Array([2, 1, 0, 2]));
  const texts = await load('x,y\n0,dog\n0,cat\n0,7\n0,7.0\n', { target: 'y' });
  expect(texts.classNames).toEqual(['7', 'cat', 'dog']);
  expect(texts.y.data).toEqual(new Int32Array([2, 1, 0, 0]));
});

test('takes few whole numbers for classes and the rest for numbers, unless told', async () => {
  const table = (values: number[]) => `x,y\n${values.map((y) => `0,${y}`).join('\n')}`;
  const upTo = (n: number) => Array.from({ length: n }, (_, i) => i);
  expect((await load(table(upTo(20)), { target: 'y' })).task).toBe('classification');
  expect((await load(table(upTo(21)), { target: 'y' })).task).toBe('regression');
  expect((await load(table([1, 2, 2.5]), { target: 'y' })).task).toBe('regression');
  expect((await load(table(upTo(50)), { target: 'y', task: 'classification' })).classCount).toBe(
    50,
  );
  const told = await load(table([0, 1, 1]), { target: 'y', task: 'regression' });
  expect(told.y.data).toEqual(new Float32Array([0, 1, 1]));
});

test('finds out whether there is a header', async () => {
  expect((await load('1,2\n3,4\n', { target: 1 })).size).toBe(2);
  expect((await load('1,2\n3,4\n', { target: 1 })).featureNames).toEqual(['column 0']);
  expect((await load('1990,1991\n3,4\n', { target: '1991' })).size).toBe(1);
  expect((await load('a,b\n3,4\n', { target: 1 })).size).toBe(1);
  expect((await load('5.1,setosa\n4.9,setosa\n', { target: 1 })).size).toBe(2);
  expect((await load('1990,1991\n3,4\n', { target: 1, header: true })).featureNames).toEqual([
    '1990',
  ]);
  expect(
    (await load('a,b\nc,d\n', { target: 1, header: false, categorical: 'integer' })).size,
  ).toBe(2);
});

test.each([',', ';', '\t', '|'])(
  'finds the delimiter %j, and takes it when told',
  async (delimiter) => {
    const text = 'a,"x,;|",c\n1,2,3\n'.replaceAll(/,(?![;])/g, delimiter);
    expect(rowsOf(await load(text, { target: 'c' }))).toEqual([[1, 2]]);
    expect(rowsOf(await load(text, { target: 'c', delimiter }))).toEqual([[1, 2]]);
  },
);

test('takes a byte order mark, CR LF, spaces around cells and letters beyond ASCII', async () => {
  const data = await load('\ufeffGröße ;"y"\r\n 1 ;2\r\n', { target: 'y' });
  expect(data.featureNames).toEqual(['Größe']);
  expect(rowsOf(data)).toEqual([[1]]);
});

test('turns texts into one-hot features or ranks, wherever the first text stands', async () => {
  const text = 'size,color,y\n1,2.0,0\n2,red,1\n3,2,0\n4,blue,1\n';
  const oneHot = await load(text, { target: 'y', categorical: 'oneHot' });
  expect(oneHot.featureNames).toEqual(['size', 'color=2', 'color=blue', 'color=red']);
  expect(rowsOf(oneHot)).toEqual([
    [1, 1, 0, 0],
    [2, 0, 0, 1],
    [3, 1, 0, 0],
    [4, 0, 1, 0],
  ]);
  const integer = await load(text, { target: 'y', categorical: 'integer' });
  expect(integer.featureNames).toEqual(['size', 'color']);
  expect(rowsOf(integer).map((row) => row[1])).toEqual([0, 2, 0, 1]);
});

test('imputes missing cells as asked and says how many', async () => {
  const text = 'a,b,c,y\n1,,r,0\n2,4,,1\nNA,4,s,0\n6,7,s,1\n';
  const column = async (missing: CsvOptions['missing'], name: string) => {
    const data = await load(text, { target: 'y', missing, categorical: 'integer' });
    expect(data.imputed).toEqual({ a: 1, b: 1, c: 1 });
    const index = data.featureNames!.indexOf(name);
    return rowsOf(data).map((row) => row[index]);
  };
  expect(await column('mean', 'a')).toEqual([1, 2, 3, 6]);
  expect(await column('median', 'a')).toEqual([1, 2, 2, 6]);
  expect(await column('mostFrequent', 'a')).toEqual([1, 2, 1, 6]);
  expect(await column(-9, 'a')).toEqual([1, 2, -9, 6]);
  expect(await column('mean', 'b')).toEqual([5, 4, 4, 7]);
  expect(await column('mostFrequent', 'b')).toEqual([4, 4, 4, 7]);
  for (const missing of ['mean', 'median', 'mostFrequent', 0] as const) {
    expect(await column(missing, 'c')).toEqual([0, 1, 1, 1]);
  }
});

test('puts times and groups aside and leaves ignored columns out', async () => {
  const text = 'id,when,who,a,y\nx1,2024-01-02,p,1,0\nx2,2024-01-01,7,2,1\n';
  const data = await load(text, { target: 'y', time: 'when', groups: 2, ignore: ['id'] });
  expect(data.featureNames).toEqual(['a']);
  expect(data.times).toEqual(new Float64Array([Date.UTC(2024, 0, 2), Date.UTC(2024, 0, 1)]));
  expect(data.groups).toEqual(['p', '7']);
});

test('long numbers in groups stay apart', async () => {
  const text = 'g,a,y\n900719925474099267,1,0\n900719925474099268,2,1\n';
  const data = await load(text, { target: 'y', groups: 'g' });
  expect(data.groups).toEqual(['900719925474099267', '900719925474099268']);
});

test('makes the time the one feature when nothing else is left', async () => {
  const dates = await load('month,y\n2000-01-01,5.5\n2004-01-01,6.5\n', {
    target: 'y',
    time: 'month',
  });
  expect(dates.featureNames).toEqual(['month']);
  expect(rowsOf(dates)).toEqual([[0], [Math.fround(1461 / 365.2425)]]);
  const numbers = await load('year,y\n1700,5.5\n1710,6.5\n', { target: 'y', time: 'year' });
  expect(rowsOf(numbers)).toEqual([[0], [10]]);
  expect(numbers.times).toEqual(new Float64Array([1700, 1710]));
});

test('reads Blob, File, ArrayBuffer and gzip alike', async () => {
  const bytes = new TextEncoder().encode('a,y\n1,2.5\n');
  for (const source of [
    bytes,
    bytes.buffer,
    new Blob([bytes]),
    new File([bytes], 'table.csv'),
    new Uint8Array(gzipSync(bytes)),
    `data:text/csv,${encodeURIComponent('a,y\n1,2.5\n')}`,
  ]) {
    expect(rowsOf(await loadCsv(source, { target: 'y' }))).toEqual([[1]]);
  }
});

test('random tables read back exactly', async () => {
  const number = fc.float({ noNaN: true, noDefaultInfinity: true });
  const table = fc.integer({ min: 2, max: 5 }).chain((width) =>
    fc.array(fc.array(number, { minLength: width, maxLength: width }), {
      minLength: 1,
      maxLength: 20,
    }),
  );
  await fc.assert(
    fc.asyncProperty(
      table,
      fc.constantFrom(',', ';', '\t'),
      fc.constantFrom('\n', '\r\n'),
      fc.boolean(),
      async (rows, delimiter, lineBreak, quoted) => {
        const write = (value: number) => {
          const text = Object.is(value, -0) ? '-0' : String(value);
          return quoted ? `"${text}"` : text;
        };
        const text = rows.map((row) => row.map(write).join(delimiter)).join(lineBreak);
        const data = await load(text, { target: 0, task: 'regression', header: false, delimiter });
        expect(rowsOf(data)).toEqual(rows.map((row) => row.slice(1)));
        expect([...data.y.data]).toEqual(rows.map((row) => row[0]));
      },
    ),
    { numRuns: 200 },
  );
});

test('random texts read back as classes', async () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 8 }).map((part) => `t${part}.`);
  await fc.assert(
    fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 20 }), async (texts) => {
      const rows = texts.map((each) => `1,"${each.replaceAll('"', '""')}"`);
      const data = await load(`a,y\n${rows.join('\n')}\n`, { target: 'y' });
      expect(Array.from(data.y.data, (index) => data.classNames![index])).toEqual(texts);
    }),
    { numRuns: 200 },
  );
});

test('every truncation of a file gives its first rows or a clear error', async () => {
  const text = 'a,"b c",y\r\n1.5,"2",0\r\n-3e2,4,"1"\r\n';
  const whole = rowsOf(await load(text, { target: 'y', header: true }));
  let errors = 0;
  for (let length = 0; length < text.length; length++) {
    try {
      const rows = rowsOf(await load(text.slice(0, length), { target: 'y', header: true }));
      expect(rows).toEqual(whole.slice(0, rows.length));
    } catch (error) {
      errors++;
      expect(error).toBeInstanceOf(RangeError);
      expect((error as Error).message).toMatch(/^table\.csv[:,] /);
    }
  }
  expect(errors).toBeGreaterThan(20);
});

test.each<[string, string, Partial<CsvOptions>, string]>([
  ['an empty file', '', {}, 'table.csv: the file is empty'],
  ['blank lines alone', '\n\r\n\n', {}, 'table.csv: the file is empty'],
  ['a header alone', 'a,y\n', {}, 'table.csv: there are no rows below the header'],
  ['a short row', 'a,y\n1,2\n\n3\n', {}, 'table.csv, line 4: 1 cell, but line 1 has 2'],
  ['a long row', 'a,y\n1,2\n1,2,3\n', {}, 'table.csv, line 3: 3 cells, but line 1 has 2'],
  [
    'text where numbers belong',
    'a,y\n1,2\nabc,3\n',
    {},
    "table.csv, line 3, column 'a': 'abc' is not a number; pass categorical: 'oneHot' or 'integer'",
  ],
  [
    'a text target of a regression',
    'a,y\n1,x\n',
    { task: 'regression' },
    "table.csv, line 2, column 'y': 'x' is not a number, as the target of a regression must be",
  ],
  [
    'classes that are not whole',
    'a,y\n1,1\n1,1.5\n',
    { task: 'classification' },
    "table.csv, column 'y': 1.5 cannot be a class",
  ],
  [
    'a missing cell',
    'a,y\n"l\n1",0\n,2\n',
    { categorical: 'oneHot' },
    "table.csv, line 4, column 'a': is missing; pass missing: 'median', say, to impute",
  ],
  ['NaN', 'a,y\nNaN,0\n', {}, "table.csv, line 2, column 'a': is missing"],
  [
    'a missing target',
    'a,y\n1,\n',
    { missing: 'mean' },
    "line 2, column 'y': is missing; every row",
  ],
  [
    'an infinite cell',
    'a,y\n-inf,0\n',
    {},
    "line 2, column 'a': '-inf' is infinite or beyond float32",
  ],
  [
    'a cell beyond float32',
    'a,y\n3.5e38,0\n',
    {},
    "'3.5e38' is infinite or beyond float32 (3.4e38)",
  ],
  ['a cell beyond float64', 'a,y\n1e999,0\n', {}, "'1e999' is infinite or beyond float32 (3.4e38)"],
  [
    'a column without any cell',
    'a,b,y\n1,,0\n2,,1\n',
    { missing: 'mean' },
    "table.csv, column 'b': every cell is missing, there is nothing to impute from",
  ],
  [
    'a target that does not exist',
    'alpha,target\n1,2\n',
    { target: 'tarjet' },
    "there is no column 'tarjet' for target (did you mean 'target'?); the columns are 'alpha', 'target'",
  ],
  ['an index that does not exist', 'a,y\n1,2\n', { target: 2 }, 'the columns are 0 to 1'],
  [
    'a name that two columns have',
    'y,y,a\n1,2,3\n',
    {},
    "several columns are called 'y'; name the one",
  ],
  ['one column twice', 'a,y\n1,2\n', { time: 1 }, "column 'y' cannot be both target and time"],
  ['no feature', 'a,y\n1,2\n', { ignore: ['a'] }, 'no column is left to be a feature'],
  ['a bad time', 't,a,y\nMay 1,1,2\n', { time: 't' }, "line 2, column 't': 'May 1' is no time"],
  [
    'a missing time',
    't,a,y\n,1,2\n',
    { time: 't' },
    "line 2, column 't': is missing; every row needs a time",
  ],
  [
    'times of two kinds',
    't,a,y\n2024-01-01,1,2\n7,1,2\n',
    { time: 't' },
    "line 3, column 't': '7' is a number, but the cells above are dates",
  ],
  [
    'a missing group',
    'g,a,y\n,1,2\n',
    { groups: 'g' },
    "line 2, column 'g': is missing; every row needs a group",
  ],
  ['a zero byte', 'a,y\n1,\0\n', {}, 'this is no text, there is a zero byte at offset 6'],
  ['a spreadsheet', 'PK\x03\x04', {}, 'this is a ZIP archive or a spreadsheet; export it as CSV'],
])('says what is wrong with %s', async (_, text, options, message) => {
  const loading = load(text, { target: 'y', ...options });
  await expect(loading).rejects.toThrow(message);
  await expect(loading).rejects.toBeInstanceOf(RangeError);
});

test('says that UTF-16 is not UTF-8', async () => {
  const loading = loadCsv(new Uint8Array([0xff, 0xfe, 0x61, 0]), { target: 0 });
  await expect(loading).rejects.toThrow('data: the text is UTF-16; save it as UTF-8');
});

test('refuses to make features of too many texts', async () => {
  const rows = Array.from({ length: 1001 }, (_, row) => `name ${row},${row % 2}`);
  const text = `a,y\n${rows.join('\n')}`;
  await expect(load(text, { target: 'y', categorical: 'oneHot' })).rejects.toThrow(
    "table.csv, column 'a': 1001 distinct texts would make as many features",
  );
  expect((await load(text, { target: 'y', categorical: 'integer' })).x.shape).toEqual([1001, 1]);
});

test.each<[object, string]>([
  [{}, 'loadCsv needs a target'],
  [{ target: null }, 'target must be the name or the index of a column, not null'],
  [{ target: 'y', traget: 1 }, "no option 'traget' (did you mean 'target'?)"],
  [{ target: 'y', missing: 'meen' }, "not 'meen' (did you mean 'mean'?)"],
  [{ target: 'y', missing: 1e39 }, 'missing must be a number at least'],
  [{ target: 'y', categorical: 'onehot' }, "did you mean 'oneHot'?"],
  [{ target: 'y', task: 'classify' }, 'task must be one of'],
  [{ target: 'y', ignore: 'a' }, "ignore must be a list of columns, not 'a'"],
  [{ target: 'y', ignore: [true] }, 'ignore[0] must be the name or the index'],
  [{ target: 'y', delimiter: ', ' }, 'delimiter must be one ASCII character'],
  [{ target: 'y', delimiter: '"' }, 'delimiter must be one ASCII character'],
  [{ target: 'y', header: 'yes' }, "header must be true or false, not 'yes'"],
  [{ target: 'y', maxBytes: 0 }, 'maxBytes must be a whole number at least 1, not 0'],
])('refuses the options %j', async (options, message) => {
  await expect(load('a,y\n1,2\n', options as CsvOptions)).rejects.toThrow(message);
});

test('stops when told', async () => {
  const signal = AbortSignal.abort(new Error('enough'));
  await expect(load('a,y\n1,2\n', { target: 'y', signal })).rejects.toThrow('enough');
});
