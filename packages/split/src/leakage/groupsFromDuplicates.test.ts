import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dropDuplicates, groupsFromDuplicates, type Duplicates } from '../index.js';

const pairs = (list: readonly (readonly [number, number])[]): Duplicates => ({
  first: Uint32Array.from(list, ([a]) => a),
  second: Uint32Array.from(list, ([, b]) => b),
  distances: new Float64Array(list.length),
});

describe('groupsFromDuplicates', () => {
  it('numbers the clusters by first appearance', () => {
    const duplicates = pairs([[1, 4], [2, 3], [3, 5]]); // prettier-ignore
    expect([...groupsFromDuplicates(6, duplicates)]).toEqual([0, 1, 2, 2, 1, 2]);
    expect([...groupsFromDuplicates(3, pairs([]))]).toEqual([0, 1, 2]);
    expect([...groupsFromDuplicates(0, pairs([]))]).toEqual([]);
  });

  it('gives two rows one group if, and only if, pairs lead from one to the other', () => {
    const graphs = fc.integer({ min: 1, max: 14 }).chain((n) => {
      const row = fc.nat(n - 1);
      return fc.record({
        n: fc.constant(n),
        list: fc.array(fc.tuple(row, row), { maxLength: 14 }),
      });
    });
    fc.assert(
      fc.property(graphs, ({ n, list }) => {
        const reach = Array.from({ length: n }, (_, a) =>
          Array.from({ length: n }, (_, b) => a === b),
        );
        for (const [a, b] of list) reach[a]![b] = reach[b]![a] = true;
        // Warshall's closure.
        for (let k = 0; k < n; k++)
          for (let a = 0; a < n; a++)
            for (let b = 0; b < n; b++) reach[a]![b] ||= reach[a]![k]! && reach[k]![b]!;
        const groups = groupsFromDuplicates(n, pairs(list));
        for (let a = 0; a < n; a++)
          for (let b = 0; b < n; b++) expect(groups[a] === groups[b]).toBe(reach[a]![b]);
        const rows = [...groups.keys()];
        expect([...dropDuplicates(n, pairs(list))]).toEqual(
          rows.filter((row) => groups.indexOf(groups[row]!) === row),
        );
      }),
      { numRuns: 500 },
    );
  });

  it('keeps given groups whole too, and joins them where they share a cluster', () => {
    const groups = ['ann', 'bob', 'ann', 'cid', 'dan'];
    expect([...groupsFromDuplicates(5, pairs([[2, 3]]), { groups })]).toEqual([0, 1, 0, 0, 2]);
  });

  it('names what is wrong', () => {
    const call = groupsFromDuplicates as (...args: unknown[]) => unknown;
    expect(() => call(3, undefined)).toThrow(
      'duplicates must be what findDuplicates returns, { first, second, distances }, not undefined',
    );
    expect(() => call(3, pairs([[1, 3]]))).toThrow(
      'pair 0 holds row 3, but there are n=3 rows, counted from 0: were the duplicates found in other data?',
    );
    expect(() => call(3, { first: [1], second: [] })).toThrow('but have 1 and 0');
    expect(() => call(3, { first: 1, second: [] })).toThrow('first must be an array');
    expect(() => call(-1, pairs([]))).toThrow('n, the number of rows, must be');
    expect(() => call(3, pairs([]), { groups: [1] })).toThrow('groups must have one entry');
    expect(() => call(3, pairs([]), { group: [1] })).toThrow("did you mean 'groups'?");
  });
});
