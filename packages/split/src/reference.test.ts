import { describe, expect, it } from 'vitest';
import fixture from '../fixtures/splitters.json' with { type: 'json' };
import { KFold, StratifiedKFold, TimeSeriesSplit, type Splitter } from './index.js';

/** A case of the reference file, as far as the splitters here need it. */
interface Case {
  id: string;
  splitter: string;
  params: Record<string, number>;
  n: number;
  nSplits: number;
  y?: (string | number)[];
  folds: { train: number[]; test: number[] }[];
}

const makers: Record<string, (options: Record<string, number>) => Splitter> = {
  KFold: (options) => new KFold(options),
  StratifiedKFold: (options) => new StratifiedKFold({ ...options, warn: false }),
  TimeSeriesSplit: (options) => new TimeSeriesSplit(options),
};

describe('unshuffled folds equal scikit-learn index by index', () => {
  it.each(fixture.cases as Case[])('$id', ({ splitter: name, params, n, nSplits, y, folds }) => {
    const splitter = makers[name]!(params);
    const yielded = Array.from(splitter.split(n, { labels: y }));
    expect(yielded.map(({ train, test }) => ({ train: [...train], test: [...test] }))).toEqual(
      folds,
    );
    expect(splitter.count(n, { labels: y })).toBe(nSplits);
  });

  it('covers the three splitters', () => {
    expect(new Set((fixture.cases as Case[]).map(({ splitter }) => splitter))).toEqual(
      new Set(Object.keys(makers)),
    );
  });
});
