import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { loadJson, type JsonOptions } from './loadJson.js';

function load(text: string, options: JsonOptions = { target: 'y' }) {
  return loadJson(new TextEncoder().encode(text), { name: 'table.json', ...options });
}

test('reads an array and lines alike, packed or not, from bytes, Blob, File and address', async () => {
  const array = '\ufeff [{"a": 1.5, "y": 3}, {"a": -2e3, "y": 4.5}]';
  const lines = '\ufeff{"a": 1.5, "y": 3}\r\n\n{"y": 4.5, "a": -2e3}';
  for (const text of [array, lines]) {
    const bytes = new TextEncoder().encode(text);
    for (const source of [
      bytes,
      new Uint8Array(gzipSync(bytes)),
      new Blob([bytes]),
      new File([bytes], 'table.json'),
      `data:application/json,${encodeURIComponent(text)}`,
    ]) {
      const data = await loadJson(source, { target: 'y' });
      expect([...data.x.data]).toEqual([1.5, -2000]);
      expect([...data.y.data]).toEqual([3, 4.5]);
      expect(data.featureNames).toEqual(['a']);
      expect(data.task).toBe('regression');
    }
  }
});

test('keeps types: a string is text, null and absence are missing, true is 1', async () => {
  const text =
    '[{"zip":"01","n":1,"ok":true},{"n":null,"ok":false,"zip":"1"},{"zip":"01","new":7,"ok":true}]';
  const data = await load(text, { target: 'ok', categorical: 'oneHot', missing: -1 });
  expect(data.featureNames).toEqual(['zip=01', 'zip=1', 'n', 'new']);
  expect([...data.x.data]).toEqual([1, 0, 1, -1, 0, 1, -1, -1, 1, 0, -1, 7]);
  expect(data.imputed).toEqual({ n: 2, new: 2 });
  expect(data.classNames).toEqual(['false', 'true']);
  expect([...data.y.data]).toEqual([1, 0, 1]);
  const feature = await load('[{"ok":true,"y":1},{"ok":false,"y":2}]');
  expect([...feature.x.data]).toEqual([1, 0]);
  const regression = await load('[{"a":1,"y":true}]', { target: 'y', task: 'regression' });
  expect([...regression.y.data]).toEqual([1]);
});

test('takes times, groups and ignored columns, whatever the ignored ones hold', async () => {
  const text =
    '{"t":"2024-01-02","g":12345678901234,"a":1,"y":0,"tags":[1]}\n{"t":"2024-01-01","g":"p","a":2,"y":1,"tags":{}}\n';
  const data = await load(text, { target: 'y', time: 't', groups: 'g', ignore: ['tags'] });
  expect(data.times).toEqual(new Float64Array([Date.UTC(2024, 0, 2), Date.UTC(2024, 0, 1)]));
  expect(data.groups).toEqual(['12345678901234', 'p']);
  expect(data.featureNames).toEqual(['a']);
  const years = await load('[{"t":1999,"y":1.5},{"t":2001,"y":2}]', { target: 1, time: 0 });
  expect([...years.x.data]).toEqual([0, 2]);
});

test('keys that objects inherit are columns like others', async () => {
  const text = '[{"constructor":1,"__proto__":5,"y":1},{"y":2,"toString":3}]';
  const data = await load(text, { target: 'y', missing: 0 });
  expect(data.featureNames).toEqual(['constructor', '__proto__', 'toString']);
  expect([...data.x.data]).toEqual([1, 5, 0, 0, 0, 3]);
});

test.each<[string, string, string]>([
  ['nothing', ' \n', 'table.json: the file is empty'],
  ['no records', '[]', 'table.json: there are no records'],
  [
    'a number',
    '[1]',
    'table.json, row 0: a record must be an object such as { "a": 1, "b": 2 }, not 1',
  ],
  ['a list', '[{"y":1},[2]]', 'table.json, row 1: a record must be an object'],
  ['a line that is none', '{"y":1}\n7\n', 'table.json, line 2: a record must be an object'],
  ['no JSON', '[{"y":1},]', 'table.json: this is no JSON ('],
  ['a bad line', '{"y":1,"a":2}\n\n{"y":1,', 'table.json, line 3: this is no JSON ('],
  ['an object over lines', '{\n "y": 1\n}', 'line 1: this is no JSON'],
  ['NaN', '[{"y": NaN}]', 'JSON has no NaN and no Infinity: write null'],
  [
    'a nested cell',
    '[{"a":1,"y":1},{"a":{},"y":1}]',
    "table.json, row 1, column 'a': is an object, but cells must be numbers, texts, true, false or null; leave the column out with ignore",
  ],
  [
    'a missing cell',
    '{"a":1,"y":1}\n{"y":1}',
    "table.json, line 2, column 'a': is missing; pass missing: 'median'",
  ],
  [
    'a text',
    '[{"a":"b","y":1}]',
    "table.json, row 0, column 'a': 'b' is not a number; pass categorical: 'oneHot'",
  ],
  [
    'a large number',
    '[{"a":1e39,"y":1}]',
    "row 0, column 'a': '1e+39' is infinite or beyond float32",
  ],
  ['no target', '[{"a":1}]', "table.json: there is no column 'y' for target"],
])('says what is wrong: %s', async (_, text, message) => {
  const loading = load(text);
  await expect(loading).rejects.toThrow(message);
  await expect(loading).rejects.toBeInstanceOf(RangeError);
});

test('says that bytes are no UTF-8', async () => {
  const bytes = new Uint8Array([0x5b, 0x22, 0xff, 0x22, 0x5d]);
  await expect(loadJson(bytes, { target: 'y', name: 'a.json' })).rejects.toThrow(
    'a.json: the text is no UTF-8',
  );
});

test('refuses options that make no sense', async () => {
  await expect(load('[]', {} as JsonOptions)).rejects.toThrow('loadJson needs a target');
  await expect(load('[]', { target: 'y', lines: true } as JsonOptions)).rejects.toThrow(
    "loadJson has no option 'lines'",
  );
  await expect(load('[]', { target: 'y', missing: 'no' as never })).rejects.toThrow('missing must');
});
