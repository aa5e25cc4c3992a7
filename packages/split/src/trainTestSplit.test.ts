import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { trainTestSplit, trainValidationTestSplit, type HoldOutOptions } from './index.js';

type Label = string | number;
type Split = (n: number, options: HoldOutOptions) => Uint32Array[];

const two: Split = (n, options) => {
  const { train, test } = trainTestSplit(n, options);
  return [train, test];
};
const three: Split = (n, options) => {
  const { train, validation, test } = trainValidationTestSplit(n, options);
  return [train, validation, test];
};
/** The rows of the default sizes: 30 % for the test, or 20 % each for validation and test. */
const wantedSizes = (n: number, sides: number) => {
  const held = sides === 2 ? [Math.ceil(0.3 * n)] : [Math.ceil(0.2 * n), Math.ceil(0.2 * n)];
  return [n - held.reduce((sum, size) => sum + size, 0), ...held];
};
const label = fc.oneof(fc.integer({ min: -2, max: 2 }), fc.constantFrom('a', 'b', 'c'));
const countOf = (list: ArrayLike<Label>, value: Label, rows: Iterable<number>) =>
  [...rows].filter((row) => list[row] === value).length;

function expectPartition(n: number, sides: Uint32Array[]): void {
  for (const side of sides) expect([...side]).toEqual([...side].sort((a, b) => a - b));
  const all = sides.flatMap((side) => [...side]).sort((a, b) => a - b);
  expect(all).toEqual(Array.from({ length: n }, (_, row) => row));
}

describe.each([
  ['trainTestSplit', two, 2],
  ['trainValidationTestSplit', three, 3],
] as const)('%s', (_, split, sideCount) => {
  const rows = fc.integer({ min: 5, max: 80 });

  it('partitions the rows at random, sizes exact, alike for a seed', () => {
    fc.assert(
      fc.property(rows, fc.integer(), (n, seed) => {
        const sides = split(n, { seed });
        expectPartition(n, sides);
        expect(sides.map((side) => side.length)).toEqual(wantedSizes(n, sideCount));
        expect(split(n, { seed })).toEqual(sides);
        if (n >= 30) expect(split(n, { seed: `${seed}*` })).not.toEqual(sides);
      }),
      { numRuns: 2000 },
    );
  });

  it('draws with seed 0 by default, every row as likely', () => {
    expect(split(50, {})).toEqual(split(50, { seed: 0 }));
    const tested = new Uint32Array(10);
    for (let seed = 0; seed < 2000; seed++) {
      for (const row of split(10, { seed }).at(-1)!) tested[row]!++;
    }
    const share = split(10, {}).at(-1)!.length / 10;
    // Binomial(2000, share): five standard deviations.
    const bound = 5 * Math.sqrt(2000 * share * (1 - share));
    for (const count of tested) expect(Math.abs(count - 2000 * share)).toBeLessThan(bound);
  });

  it('takes the last rows for the test without shuffle: true', () => {
    const sizes = wantedSizes(10, sideCount);
    const sides = split(10, { shuffle: false });
    expect(sides.flatMap((side) => [...side])).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(sides.map((side) => side.length)).toEqual(sizes);
  });

  it('stratifies: every class within one row of its share on every side', () => {
    const labels = fc
      .array(label, { minLength: 1, maxLength: 80, size: 'max' })
      // Enough rows of each class, and of each side for all eight classes.
      .map((list) => [...list, ...list, ...list, ...Array.from({ length: 40 }, (_, i) => i % 4)]);
    fc.assert(
      fc.property(labels, fc.integer(), (stratify, seed) => {
        const n = stratify.length;
        const sides = split(n, { stratify, seed });
        expectPartition(n, sides);
        const sizes = wantedSizes(n, sideCount);
        expect(sides.map((side) => side.length)).toEqual(sizes);
        for (const value of new Set(stratify)) {
          const count = countOf(stratify, value, stratify.keys());
          for (const [side, size] of sizes.entries()) {
            const got = countOf(stratify, value, sides[side]!);
            expect(Math.abs(got - (count * size) / n)).toBeLessThan(1);
          }
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('keeps groups whole, each side with one, none further off than a group is large', () => {
    const groups = fc
      .array(label, { minLength: 1, maxLength: 60 })
      .map((list) => [...list, 'x', 'y', 'z']);
    fc.assert(
      fc.property(groups, fc.integer(), (list, seed) => {
        const sides = split(list.length, { groups: list, seed });
        expectPartition(list.length, sides);
        for (const side of sides) expect(side.length).toBeGreaterThan(0);
        for (const value of new Set(list)) {
          expect(sides.filter((side) => countOf(list, value, side) > 0)).toHaveLength(1);
        }
        const largest = Math.max(
          ...[...new Set(list)].map((value) => countOf(list, value, list.keys())),
        );
        const wanted = wantedSizes(list.length, sideCount).at(-1)!;
        expect(Math.abs(sides.at(-1)!.length - wanted)).toBeLessThanOrEqual(largest);
      }),
      { numRuns: 2000 },
    );
  });

  it('is chronological with times, equal times on one side', () => {
    const times = fc
      .array(fc.integer({ min: -5, max: 40 }), { maxLength: 60 })
      .map((list) => [...list, 100, -100, ...list, 50, 51, 52, 53]);
    fc.assert(
      fc.property(times, (list) => {
        const sides = split(list.length, { times: Float64Array.from(list) });
        expectPartition(list.length, sides);
        for (let side = 1; side < sides.length; side++) {
          const before = Math.max(...[...sides[side - 1]!].map((row) => list[row]!));
          expect(before).toBeLessThan(Math.min(...[...sides[side]!].map((row) => list[row]!)));
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('trainTestSplit', () => {
  const plain = (n: number, options: Parameters<typeof trainTestSplit>[1]) =>
    Object.values(trainTestSplit(n, options)).map((side: Uint32Array) => [...side]);

  it('rounds a fraction up, as scikit-learn, and takes a number of rows as it is', () => {
    expect(trainTestSplit(11, { testSize: 0.25 }).test).toHaveLength(3);
    expect(trainTestSplit(11, { testSize: 4 }).test).toHaveLength(4);
    expect(trainTestSplit(11, { testSize: 1 }).test).toHaveLength(1);
  });

  it('moves a boundary between equal times to the nearer end, the earlier if both are as near', () => {
    expect(plain(6, { times: [3, 1, 2, 2, 2, 9], testSize: 3 })).toEqual([
      [1, 2, 3, 4],
      [0, 5],
    ]);
    expect(plain(4, { times: [1, 2, 2, 3], testSize: 2 })).toEqual([[0], [1, 2, 3]]);
    expect(plain(4, { times: [1, 1, 1, 3], testSize: 3 })).toEqual([[0, 1, 2], [3]]);
    expect(plain(4, { times: [1, 3, 3, 3], testSize: 1 })).toEqual([[0], [1, 2, 3]]);
  });

  it('takes the smallest group for the test if all are too large', () => {
    const groups = [7, 7, 7, 7, 8, 8, 8, 9, 9, 9, 9, 9];
    expect(trainTestSplit(12, { groups, testSize: 1, seed: 5 }).test).toEqual(
      Uint32Array.of(4, 5, 6),
    );
  });

  it.each([
    [{ testSize: 0.95 }, 'RangeError', 'testSize=0.95 (rows: 10) of n=10 rows would leave 0'],
    [{ testSize: 10 }, 'RangeError', 'testSize=10 (rows: 10) of n=10 rows would leave 0'],
    [{ testSize: 0 }, 'RangeError', 'testSize must be a number above 0, not 0'],
    [{ testSize: 1.5 }, 'RangeError', 'not 1.5'],
    [{ testSize: NaN }, 'RangeError', 'not NaN'],
    [{ testSize: '0.3' }, 'TypeError', "not '0.3'"],
    [{ testsize: 0.3 }, 'TypeError', "did you mean 'testSize'?"],
    [{ shuffle: 1 }, 'TypeError', 'shuffle must be true or false, not 1'],
    [{ shuffle: false, seed: 3 }, 'RangeError', 'seed=3 has no effect on trainTestSplit'],
    [{ seed: 1.5 }, 'RangeError', '1.5'],
    [{ stratify: [1, 2] }, 'RangeError', 'stratify must have one entry for each of n='],
    [{ groups: 'abcdefghij' }, 'TypeError', "groups must be an array or a typed array, not 'abc"],
    [{ groups: Array(10).fill(1) }, 'RangeError', 'groups holds 1 distinct groups for 2 sides'],
    [{ groups: [...Array(9).fill(1), NaN] }, 'RangeError', 'row 9 holds NaN'],
    [{ groups: [...Array(9).fill(1), null] }, 'TypeError', 'row 9 holds null'],
    [{ stratify: [0, 0, 0, 0, 0, 1, 1, 1, 1, 0.5] }, 'RangeError', 'row 9 holds 0.5: a continuous'],
    [{ stratify: [0, 0, 0, 0, 0, 1, 1, 1, 1, NaN] }, 'RangeError', 'row 9 holds NaN'],
    [{ stratify: [0, 0, 0, 0, 0, 1, 1, 1, 1, true] }, 'TypeError', 'row 9 holds true'],
    [{ stratify: [0, 0, 0, 0, 0, 1, 1, 1, 1, 'rare'] }, 'RangeError', "class 'rare' has 1"],
    [
      { stratify: [0, 0, 0, 1, 1, 1, 2, 2, 2, 2], testSize: 2 },
      'RangeError',
      'each of the 3 classes on each side, but one side has 2 of the n=10 rows',
    ],
    [{ times: Array(10).fill(4) }, 'RangeError', 'the 10 earliest rows all share the time 4'],
    [{ times: [...Array(10).keys()], seed: 1 }, 'RangeError', 'seed=1'],
    [{ times: [...Array(10).keys()], shuffle: true }, 'RangeError', 'shuffle: true has no place'],
    [{ stratify: [...'aaaaabbbbb'], shuffle: false }, 'RangeError', 'shuffle: false has no place'],
    [
      { stratify: [...'aaaaabbbbb'], groups: [...'aaaaabbbbb'] },
      'TypeError',
      'one of stratify, groups and times at a time, not stratify and groups',
    ],
  ])('refuses %j', (options, name, message) => {
    const call = () => trainTestSplit(10, options as never);
    expect(call).toThrow(message);
    expect(call).toThrow(expect.objectContaining({ name }));
  });

  it('refuses a number of rows that cannot be split', () => {
    expect(() => trainTestSplit(1)).toThrow(
      new RangeError('trainTestSplit cannot split n=1 rows: each side needs a row'),
    );
    expect(() => trainTestSplit([1, 2] as never)).toThrow(TypeError);
    expect(() => trainValidationTestSplit(10, { validationSize: 0.5, testSize: 0.5 })).toThrow(
      'validationSize=0.5 (rows: 5) and testSize=0.5 (rows: 5) of n=10 rows would leave 0 to train on',
    );
  });
});
