import { createDataset } from '@occam/datasets';
import { describe, expect, it } from 'vitest';
import { line, numbered } from '../test/data.js';
import { holdOut } from './holdOut.js';

const sorted = (...parts: Uint32Array[]) =>
  parts.flatMap((part) => [...part]).sort((a, b) => a - b);

describe('holdOut', () => {
  const rows = Uint32Array.from({ length: 40 }, (_, i) => i + 10);

  it('divides the given rows and keeps the share of each class', () => {
    const data = numbered(Array.from({ length: 60 }, (_, row) => (row % 4 === 0 ? 1 : 0)));
    const { train, validation } = holdOut(rows, data, { fraction: 0.2, seed: 1, latest: false });
    expect(sorted(train, validation)).toEqual([...rows]);
    expect(validation).toHaveLength(8);
    expect([...validation].filter((row) => data.y.data[row] === 1)).toHaveLength(2);
  });

  it('depends on the seed alone', () => {
    const validationRows = (seed: number) =>
      holdOut(rows, line(), { fraction: 0.25, seed, latest: false }).validation;
    expect(validationRows(1)).toEqual(validationRows(1));
    expect(validationRows(1)).not.toEqual(validationRows(2));
  });

  it('takes the latest rows by their times, or else by their order', () => {
    const backwards = Float64Array.from({ length: 60 }, (_, row) => -row);
    const options = { fraction: 0.1, seed: 1, latest: true };
    expect(sorted(holdOut(rows, line({ times: backwards }), options).validation)).toEqual([
      10, 11, 12, 13,
    ]);
    expect(sorted(holdOut(rows, line(), options).validation)).toEqual([46, 47, 48, 49]);
  });

  it('keeps groups whole', () => {
    const { x, y, task } = line();
    const groups = Array.from({ length: 60 }, (_, row) => `site ${row % 6}`);
    const data = createDataset({ x, y, task, groups });
    const { train, validation } = holdOut(rows, data, { fraction: 0.3, seed: 1, latest: false });
    const sites = (part: Uint32Array) => new Set(Array.from(part, (row) => groups[row]));
    expect(sites(validation).size).toBeGreaterThan(0);
    expect([...sites(validation)].filter((site) => sites(train).has(site))).toEqual([]);
    expect(sorted(train, validation)).toEqual([...rows]);
  });

  it('refuses rows that come twice', () => {
    const twice = Uint32Array.of(1, 2, 2, 3);
    expect(() => holdOut(twice, line(), { fraction: 0.5, seed: 1, latest: false })).toThrow(
      'rows that come more than once',
    );
  });
});
