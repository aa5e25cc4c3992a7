import { createDataset, type Dataset } from '@occam/datasets';
import { expect, it } from 'vitest';
import { dedupe, describeDuplicates } from './dedupe.js';

const silent = {
  progress: { line: () => {}, status: () => {}, clear: () => {} },
  signal: new AbortController().signal,
};

/** Rows 0, 2 and 4 are equal, row 3 is 0.5 away from row 1; row 4 has another class than its copies. */
function rows(groups?: readonly string[]): Dataset {
  return createDataset({
    x: { data: Float32Array.of(1, 1, 5, 5, 1, 1, 5, 5.5, 1, 1, 9, 9), shape: [6, 2] },
    y: { data: Int32Array.of(0, 1, 0, 1, 1, 0), shape: [6] },
    task: 'classification',
    groups,
  });
}

it('only tells of duplicates unless a repair is asked for', async () => {
  const loaded = rows();
  const { data, duplicates, clusters } = await dedupe(loaded, {}, silent);
  expect(data).toBe(loaded);
  expect([...clusters]).toEqual([0, 1, 0, 2, 0, 3]);
  expect(duplicates).toEqual({
    distance: 0,
    rows: 2,
    conflicts: 1,
    pairs: [
      { rows: [0, 2], distance: 0 },
      { rows: [0, 4], distance: 0 },
    ],
    repair: 'none',
  });
  expect(describeDuplicates(duplicates)).toBe(
    'duplicates: 2 rows are equal to an earlier one (0 and 2, 0 and 4), 1 with another target: ' +
      '--dedupe group keeps them on one side of each split, --dedupe drop leaves them out',
  );
});

it('groups near duplicates, and joins the groups that the data have', async () => {
  const near = { dedupe: 'group', distance: 0.6 } as const;
  const { data, duplicates } = await dedupe(rows(), near, silent);
  expect([...data.groups!]).toEqual([0, 1, 0, 1, 0, 2]);
  expect(describeDuplicates(duplicates)).toContain(
    '3 rows are within a distance of 0.6 of an earlier',
  );
  const own = await dedupe(rows(['a', 'b', 'c', 'd', 'd', 'e']), near, silent);
  expect([...own.data.groups!]).toEqual([0, 0, 0, 0, 0, 1]);
});

it('drops all but the first of equal rows', async () => {
  const { data, clusters } = await dedupe(rows(), { dedupe: 'drop' }, silent);
  expect([...data.x.data]).toEqual([1, 1, 5, 5, 5, 5.5, 9, 9]);
  expect([...clusters]).toEqual([0, 1, 2, 3]);
});

it('leaves data without duplicates as they are, also without groups', async () => {
  const single = rows().select([0, 1, 5]);
  const { data, duplicates } = await dedupe(single, { dedupe: 'group' }, silent);
  expect(data).toBe(single);
  expect(describeDuplicates(duplicates)).toBe('duplicates: none (no row is equal to another)');
});

it('stops when it is interrupted', async () => {
  const signal = AbortSignal.abort(new Error('interrupted'));
  await expect(dedupe(rows(), { distance: 1 }, { ...silent, signal })).rejects.toThrow(
    'interrupted',
  );
});

it('makes groups of single rows only for a splitter that was asked for and needs them', async () => {
  const apart = rows().select([0, 1, 3, 5]);
  const plain = await dedupe(apart, { dedupe: 'group' }, silent);
  expect(plain.data).toBe(apart);
  const asked = { dedupe: 'group', splitter: 'stratified-group' } as const;
  expect([...(await dedupe(apart, asked, silent)).data.groups!]).toEqual([0, 1, 2, 3]);
  const kfold = { dedupe: 'group', splitter: 'kfold' } as const;
  expect((await dedupe(apart, kfold, silent)).data.groups).toBeUndefined();
});
