import { ndarray, rowSize, type NdArray } from '@occam/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  findDuplicates,
  findLeakage,
  groupsFromDuplicates,
  KFold,
  trainTestSplit,
  type Leakage,
} from '../index.js';

const plain = ({ train, test, distances }: Leakage) =>
  Array.from(train, (row, pair) => [row, test[pair]!, distances[pair]!]);

function distanceOf({ data }: NdArray, size: number, a: number, b: number): number {
  let sum = 0;
  for (let j = 0; j < size; j++) sum += (data[a * size + j]! - data[b * size + j]!) ** 2;
  return Math.sqrt(sum);
}

const examples = fc
  .record({
    n: fc.integer({ min: 1, max: 24 }),
    width: fc.integer({ min: 1, max: 4 }),
    elements: fc.array(fc.integer({ min: -2, max: 2 }), { minLength: 96, maxLength: 96 }),
    sides: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 24, maxLength: 24 }),
    distance: fc.constantFrom(0, 1, 1.5, 2, 50),
  })
  .map(({ n, width, elements, sides, distance }) => {
    const x = ndarray(Float32Array.from(elements.slice(0, n * width)), [n, width]);
    const rows = Array.from({ length: n }, (_, row) => row);
    // 0: on neither side, 1: training, 2: test, 3: wrongly on both.
    const train = Uint32Array.from(rows.filter((row) => sides[row]! & 1));
    const test = Uint32Array.from(rows.filter((row) => sides[row]! & 2));
    return { x, fold: { train, test }, distance };
  });

describe('findLeakage', () => {
  it('finds what comparing the rows across finds', async () => {
    let pairs = 0;
    await fc.assert(
      fc.asyncProperty(examples, async ({ x, fold, distance }) => {
        const size = rowSize(x);
        const gap = (a: number, b: number) => distanceOf(x, size, a, b);
        const found = plain(await findLeakage(x, fold, { distance }));
        pairs += found.length;
        const order = [...found].sort((a, b) => a[0]! - b[0]! || a[1]! - b[1]!);
        expect(found).toEqual(order);
        expect(new Set(found.map(String)).size).toBe(found.length);

        const isFirst = (side: Uint32Array, row: number) =>
          !side.some((other) => other < row && gap(other, row) === 0);
        const known = new Map(found.map(([a, b, d]) => [`${a} ${b}`, d]));
        for (const [a, b, d] of found) {
          expect(fold.train).toContain(a);
          expect(fold.test).toContain(b);
          expect(d).toBe(gap(a!, b!));
          expect(d).toBeLessThanOrEqual(distance);
        }
        for (const a of fold.train) {
          for (const b of fold.test) {
            if (gap(a, b) > distance) continue;
            // Every row with a partner is found, with the nearest; of first copies every pair is.
            expect(Math.min(...found.filter((p) => p[0] === a).map((p) => p[2]!))).toBe(
              Math.min(...[...fold.test].map((other) => gap(a, other))),
            );
            expect(Math.min(...found.filter((p) => p[1] === b).map((p) => p[2]!))).toBe(
              Math.min(...[...fold.train].map((other) => gap(other, b))),
            );
            if (isFirst(fold.train, a) && isFirst(fold.test, b)) {
              expect(known.get(`${a} ${b}`)).toBe(gap(a, b));
            }
          }
        }
        const copies = (side: Uint32Array) => [...side].filter((row) => !isFirst(side, row));
        for (const a of copies(fold.train)) {
          expect(found.filter((pair) => pair[0] === a).length).toBeLessThanOrEqual(1);
        }
        for (const b of copies(fold.test)) {
          expect(found.filter((pair) => pair[1] === b).length).toBeLessThanOrEqual(1);
        }
      }),
      { numRuns: 300 },
    );
    expect(pairs).toBeGreaterThan(500);
  });

  it('finds nothing after duplicates have become groups', async () => {
    await fc.assert(
      fc.asyncProperty(examples, async ({ x, distance }) => {
        const n = x.shape[0]!;
        const groups = groupsFromDuplicates(n, await findDuplicates(x, { distance }));
        if (new Set(groups).size < 2) return;
        const fold = trainTestSplit(n, { groups });
        expect((await findLeakage(x, fold, { distance })).train).toHaveLength(0);
      }),
      { numRuns: 200 },
    );
  });

  it('lists m training copies and k test copies of one row by m + k − 1 pairs', async () => {
    const x = ndarray(new Float32Array(9), [9, 1]);
    const [fold] = new KFold({ nSplits: 2 }).split(9);
    expect(plain(await findLeakage(x, fold!, { distance: 1 }))).toEqual([
      [5, 0, 0],
      [5, 1, 0],
      [5, 2, 0],
      [5, 3, 0],
      [5, 4, 0],
      [6, 0, 0],
      [7, 0, 0],
      [8, 0, 0],
    ]);
  });

  it('pairs a row on both sides with itself, and takes plain arrays and empty sides', async () => {
    const x = ndarray(new Float32Array([1, 5, 9]), [3, 1]);
    const both = { train: [2, 1], test: [1, 0] } as never;
    expect(plain(await findLeakage(x, both))).toEqual([[1, 1, 0]]);
    const empty = { train: [], test: [1] } as never;
    expect(plain(await findLeakage(x, empty, { distance: 9 }))).toEqual([]);
  });

  it('names what is wrong', async () => {
    const x = ndarray(new Float32Array([1, 5, NaN]), [3, 1]);
    const find = findLeakage as (...args: unknown[]) => Promise<unknown>;
    const fold = (train: unknown, test: unknown) => find(x, { train, test });
    await expect(find(x)).rejects.toThrow(
      'fold must be { train, test }, as splitters yield, not undefined',
    );
    await expect(fold([0], undefined)).rejects.toThrow(
      'fold.test must be an array of rows, not undefined',
    );
    await expect(fold([0], [3])).rejects.toThrow(
      'fold.test[0] must be a whole number at least 0 and at most 2, not 3',
    );
    await expect(fold([0, 0], [1])).rejects.toThrow('fold.train holds row 0 twice');
    await expect(fold([0], [2])).rejects.toThrow('x must be finite, but holds NaN in row 2');
    expect(await fold([0], [1])).toMatchObject({ distances: new Float64Array(0) });
    await expect(find(x, { train: [], test: [] }, { distnce: 1 })).rejects.toThrow(
      "did you mean 'distance'?",
    );
    const reason = new Error('enough');
    const signal = AbortSignal.abort(reason);
    await expect(find(x, { train: [], test: [] }, { signal })).rejects.toBe(reason);
  });
});
