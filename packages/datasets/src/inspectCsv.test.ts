import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inspectCsv } from './inspectCsv.js';

async function inspect(text: string) {
  return inspectCsv(new TextEncoder().encode(text), { name: 'table.csv' });
}

test('summarizes numbers, dates, texts and empty columns without failing on any cell', async () => {
  const summary = await inspect(
    'age,joined,city,note,k,bad\n31,2024-01-01,Bonn,,1,inf\n,2023-06-01,,,1.0,2\n40.5,NA,Köln,NaN,1,4\n',
  );
  const { columns, ...head } = summary;
  expect(head).toEqual({ name: 'table.csv', rows: 3, header: true, delimiter: ',' });
  const [age, joined, city, note, k, bad] = columns;
  expect(age).toEqual({
    name: 'age',
    type: 'number',
    missing: 1,
    infinite: 0,
    distinct: 2,
    distinctIsPartial: false,
    constant: false,
    min: 31,
    max: 40.5,
    mean: 35.75,
    std: Math.sqrt(2 * 4.75 ** 2),
    ascending: true,
    values: [
      { value: '31', count: 1 },
      { value: '40.5', count: 1 },
    ],
  });
  expect(joined).toMatchObject({ type: 'date', missing: 1, ascending: false, mean: undefined });
  expect([joined!.min, joined!.max]).toEqual([Date.UTC(2023, 5, 1), Date.UTC(2024, 0, 1)]);
  expect(city).toMatchObject({ type: 'text', missing: 1, distinct: 2, min: undefined });
  expect(note).toMatchObject({
    type: 'empty',
    missing: 3,
    distinct: 0,
    constant: false,
    min: undefined,
  });
  expect(k).toMatchObject({ constant: true, distinct: 1, values: [{ value: '1', count: 3 }] });
  expect(bad).toMatchObject({ type: 'number', infinite: 1, min: 2, max: 4, mean: 3 });
});

test('lists values from the most frequent, and no more than twenty', async () => {
  const rows = (n: number) => Array.from({ length: n }, (_, i) => `${i},x`).join('\n');
  const few = await inspect('a,b\n1,p\n2,q\n2,q\n');
  expect(few.columns[1]!.values).toEqual([
    { value: 'q', count: 2 },
    { value: 'p', count: 1 },
  ]);
  expect((await inspect(rows(20))).columns[0]!.values).toHaveLength(20);
  expect((await inspect(rows(21))).columns[0]!.values).toBeUndefined();
});

test('stops counting distinct values at 10,000', async () => {
  const text = (n: number) => Array.from({ length: n }, (_, i) => `${i}`).join('\n');
  expect((await inspect(text(10_000))).columns[0]).toMatchObject({
    distinct: 10_000,
    distinctIsPartial: false,
  });
  expect((await inspect(text(10_001))).columns[0]).toMatchObject({
    distinct: 10_000,
    distinctIsPartial: true,
  });
});

test('mean and deviation agree with the sums', async () => {
  const number = fc.integer({ min: -1e6, max: 1e6 }).map((value) => value / 100);
  await fc.assert(
    fc.asyncProperty(fc.array(number, { minLength: 2, maxLength: 50 }), async (values) => {
      const { columns } = await inspect(`a\n${values.join('\n')}\n`);
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
      expect(columns[0]!.mean).toBeCloseTo(mean, 6);
      expect(columns[0]!.std).toBeCloseTo(Math.sqrt(squares / (values.length - 1)), 6);
      expect(columns[0]!.min).toBe(Math.min(...values));
      expect(columns[0]!.max).toBe(Math.max(...values));
    }),
    { numRuns: 100 },
  );
});

test('still refuses a ragged file and unknown options', async () => {
  await expect(inspect('a,b\n1\n')).rejects.toThrow('table.csv, line 2: 1 cell, but line 1 has 2');
  await expect(inspectCsv(new Uint8Array(1), { target: 'y' } as object)).rejects.toThrow(
    "inspectCsv has no option 'target'",
  );
});
