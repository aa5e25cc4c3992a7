import { expect, it } from 'vitest';
import { guessTarget, isCsv, listColumns } from './sources.js';

it('tells CSV files from IDX files and built-in data', () => {
  const sources = ['a.csv', 'train-images-idx3-ubyte.gz', 'x.idx', 'digits', 'mnist', './digits'];
  expect(sources.map((source) => isCsv(source, undefined))).toEqual([
    true,
    false,
    false,
    false,
    false,
    true,
  ]);
  expect(isCsv('images.bin', 'labels.bin')).toBe(false);
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
