import { expect, it } from 'vitest';
import { guessTarget, listColumns, sourceKind } from './sources.js';

it.each([
  ['a.csv', 'csv'],
  ['a.tsv.gz', 'csv'],
  ['a.Parquet', 'parquet'],
  ['a.json', 'json'],
  ['a.jsonl.gz', 'json'],
  ['https://example.org/a.parquet?version=2', 'parquet'],
  ['a.npz', 'npz'],
  ['a.npy', 'npy'],
  ['train-images-idx3-ubyte.gz', 'idx'],
  ['x.idx', 'idx'],
  ['digits', 'digits'],
  ['fashion-mnist', 'fashion-mnist'],
  ['./digits', 'csv'],
])('takes %s for %s', (source, kind) => {
  expect(sourceKind(source)).toBe(kind);
});

it('takes what has labels beside it for IDX, and a folder for images', () => {
  expect(sourceKind('images.bin', { labels: 'labels.bin' })).toBe('idx');
  expect(sourceKind('images.npy', { labels: 'labels.npy' })).toBe('npy');
  expect(sourceKind('pets', { isFolder: true })).toBe('folder');
});

it('guesses the target by its name, in the order target, label, class, y', () => {
  expect(guessTarget(['y', 'Class', 'a'])).toBe('Class');
  expect(guessTarget(['target ', 'yes'])).toBeUndefined();
});

it('lists at most thirty columns', () => {
  const names = Array.from({ length: 31 }, (_, index) => `c${index}`);
  expect(listColumns(names)).toMatch(/^the columns are c0, .*, c29, …$/);
  expect(listColumns(['a', 'b'])).toBe('the columns are a, b');
});
