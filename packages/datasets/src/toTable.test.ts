import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createDataset, type Dataset } from './dataset.js';
import { loadCsv } from './loadCsv.js';
import { loadJson } from './loadJson.js';
import { loadParquet } from './loadParquet.js';
import { float32Text } from './numberText.js';
import { toCsv } from './toCsv.js';
import { toJson } from './toJson.js';
import { toParquet } from './toParquet.js';

const float32 = fc.float({ noNaN: true, noDefaultInfinity: true });
const encode = (text: string) => new TextEncoder().encode(text);

test('float32 numbers are as short as can be and read back to the bit', () => {
  expect(float32Text(Math.fround(0.1))).toBe('0.1');
  expect(float32Text(Math.fround(16777217.5))).toBe('16777218');
  expect(float32Text(Math.fround(3.4e38))).toBe('3.4e+38');
  expect(float32Text(2 ** -149)).toBe('1.4013e-45');
  expect(float32Text(-0)).toBe('-0');
  fc.assert(
    fc.property(float32, (value) => {
      const text = float32Text(value);
      expect(Math.fround(Number(text))).toBe(value);
      expect(text.replace(/e.*|[-+.]/g, '').replace(/^0+|0+$/g, '').length).toBeLessThan(
        Number.isInteger(value) ? 17 : 10,
      );
    }),
    { numRuns: 2000 },
  );
});

test('writes quoted cells where RFC 4180 asks for it', () => {
  const data = createDataset({
    x: { data: new Float32Array([0.1, -2]), shape: [2, 1] },
    y: { data: new Int32Array([1, 0]), shape: [2] },
    task: 'classification',
    classNames: ['a "b", c', ' d'],
    featureNames: ['x,1'],
    groups: ['', 'g\n'],
    times: new Float64Array([0.1, 1e12]),
  });
  expect(toCsv(data)).toBe(
    '"x,1",target,groups,time\n0.1," d","",0.1\n-2,"a ""b"", c","g\n",1000000000000\n',
  );
  expect(toJson(data, { lines: true, target: 'y' })).toBe(
    '{"x,1":0.1,"y":" d","groups":"","time":0.1}\n' +
      '{"x,1":-2,"y":"a \\"b\\", c","groups":"g\\n","time":1000000000000}\n',
  );
  expect(toJson(data.select([1]))).toBe(
    '[{"x,1":-2,"target":"a \\"b\\", c","groups":"g\\n","time":1000000000000}]\n',
  );
});

test('any dataset reads back from CSV, JSON, JSON lines and Parquet', async () => {
  const row = fc.record({
    x: fc.tuple(float32, float32),
    y: fc.nat(2),
    group: fc.string({ unit: 'grapheme' }).map((text) => `g${text}.`),
    time: fc.double({ noNaN: true, noDefaultInfinity: true }),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(row, { minLength: 1, maxLength: 12 }),
      fc.boolean(),
      async (rows, isClass) => {
        const y = rows.map((each) => (isClass ? each.y : each.x[0]));
        const data = createDataset({
          x: { data: Float32Array.from(rows.flatMap((each) => each.x)), shape: [rows.length, 2] },
          y: { data: isClass ? Int32Array.from(y) : Float32Array.from(y), shape: [rows.length] },
          task: isClass ? 'classification' : 'regression',
          classNames: isClass ? ['no', 'si', 'è'] : undefined,
          featureNames: ['a', 'ö "b"'],
          groups: rows.map((each) => each.group),
          times: Float64Array.from(rows, (each) => each.time),
        });
        const options = { target: 'target', groups: 'groups', time: 'time', task: data.task };
        for (const read of [
          await loadCsv(encode(toCsv(data)), options),
          await loadJson(encode(toJson(data)), options),
          await loadJson(encode(toJson(data, { lines: true })), options),
          await loadParquet(await toParquet(data), options),
        ]) {
          expect(read.x).toEqual(data.x);
          expect(classesOf(read)).toEqual(classesOf(data));
          expect(read.groups).toEqual(data.groups);
          expect(read.times).toEqual(data.times);
          expect(read.featureNames).toEqual(data.featureNames);
        }
      },
    ),
    { numRuns: 60 },
  );
});

function classesOf({ y, classNames }: Dataset): unknown[] {
  return Array.from(y.data, (value) => classNames?.[value] ?? value);
}

test('names pixels, nameless classes and soft targets', async () => {
  const images = createDataset({
    x: { data: new Int32Array([1, 2, 3, 4]), shape: [1, 2, 2, 1] },
    y: { data: new Float32Array([0.25, 0.75]), shape: [1, 2] },
    task: 'classification',
    groups: new Int32Array([7]),
  });
  expect(toCsv(images)).toBe(
    'feature 0,feature 1,feature 2,feature 3,target=0,target=1,groups\n1,2,3,4,0.25,0.75,7\n',
  );
  const read = await loadParquet(await toParquet(images), {
    target: 'feature 0',
    groups: 'groups',
  });
  expect([...read.x.data]).toEqual([2, 3, 4, 0.25, 0.75]);
  expect(read.groups).toEqual(['7']);
});

test('refuses names that make no sense', async () => {
  const data = createDataset({
    x: { data: new Float32Array([1]), shape: [1, 1] },
    y: { data: new Float32Array([1]), shape: [1] },
    task: 'regression',
    featureNames: ['target'],
  });
  expect(() => toCsv(data)).toThrow("two columns would be called 'target'; pass other names");
  expect(() => toJson(data, { target: '' })).toThrow("target must be the name of a column, not ''");
  expect(() => toJson(data, { lines: 1 as never })).toThrow('lines must be true or false');
  await expect(toParquet(data, { traget: 'y' } as object)).rejects.toThrow(
    "did you mean 'target'?",
  );
});
