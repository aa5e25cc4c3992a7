import { createRng } from '@occam/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  KFold,
  ShuffleSplit,
  StratifiedKFold,
  TimeSeriesSplit,
  type Fold,
  type SplitContext,
  type Splitter,
} from './index.js';

/** A splitter with rows that it can split. */
interface Example {
  splitter: Splitter;
  /** The splitter with another seed, where it has one. */
  reseeded?: Splitter;
  n: number;
  context: SplitContext;
}

const seeds = fc.oneof(fc.maxSafeInteger(), fc.string());

const kFolds = fc
  .record({ nSplits: fc.integer({ min: 2, max: 12 }), extra: fc.nat(60), seed: seeds })
  .map(({ nSplits, extra, seed }): Example => {
    const splitter = new KFold({ nSplits, shuffle: true, seed });
    const reseeded = new KFold({ nSplits, shuffle: true, seed: `${seed}*` });
    return { splitter, reseeded, n: nSplits + extra, context: {} };
  });

const stratifiedKFolds = fc
  .record({
    nSplits: fc.integer({ min: 2, max: 12 }),
    labels: fc.array(fc.oneof(fc.integer({ min: -2, max: 2 }), fc.constantFrom('a', 'b')), {
      maxLength: 60,
      size: 'max',
    }),
    seed: seeds,
  })
  .map(({ nSplits, labels, seed }): Example => {
    const options = { nSplits, shuffle: true, warn: false };
    const splitter = new StratifiedKFold({ ...options, seed });
    const reseeded = new StratifiedKFold({ ...options, seed: `${seed}*` });
    // One class with as many rows as folds, without which there is nothing to stratify.
    const enough = [...labels, ...Array.from({ length: nSplits }, () => 'enough')];
    return { splitter, reseeded, n: enough.length, context: { labels: enough } };
  });

const shuffleSplits = fc
  .record({
    n: fc.integer({ min: 2, max: 80 }),
    nSplits: fc.integer({ min: 1, max: 5 }),
    test: fc.nat(),
    left: fc.nat(),
    seed: seeds,
  })
  .map(({ n, nSplits, test, left, seed }): Example => {
    const testSize = 1 + (test % (n - 1));
    const trainSize = 1 + (left % (n - testSize));
    const splitter = new ShuffleSplit({ nSplits, testSize, trainSize, seed });
    const reseeded = new ShuffleSplit({ nSplits, testSize, trainSize, seed: `${seed}*` });
    return { splitter, reseeded, n, context: {} };
  });

const timeSeriesSplits = fc
  .record({
    nSplits: fc.integer({ min: 2, max: 6 }),
    testSize: fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined }),
    maxTrainSize: fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined }),
    gap: fc.nat(3),
    extra: fc.nat(20),
    shuffleSeed: fc.integer(),
  })
  .map(({ nSplits, testSize, maxTrainSize, gap, extra, shuffleSeed }): Example => {
    const n = nSplits * (testSize ?? 1) + gap * (nSplits + 1) + 1 + extra;
    const times = [...createRng(shuffleSeed).permutation(n)].map((rank) => rank / 4 - 3);
    const splitter = new TimeSeriesSplit({ nSplits, testSize, maxTrainSize, gap });
    return { splitter, n, context: { times } };
  });

const examples = { kFolds, stratifiedKFolds, shuffleSplits, timeSeriesSplits };

const plain = (folds: Iterable<Fold>) =>
  [...folds].map(({ train, test }) => ({ train: [...train], test: [...test] }));

describe.each(Object.entries(examples))('%s', (family, example) => {
  const check = (law: (example: Example, folds: Fold[]) => void) =>
    fc.assert(
      fc.property(example, (drawn) =>
        law(drawn, Array.from(drawn.splitter.split(drawn.n, drawn.context))),
      ),
      { numRuns: 2000 },
    );

  it('yields rows that exist, ascending, on one side only, neither side empty', () => {
    check(({ n }, folds) => {
      for (const { train, test } of folds) {
        for (const side of [train, test]) {
          expect(side.length).toBeGreaterThan(0);
          expect(side.every((row, i) => row < n && (i === 0 || row > side[i - 1]!))).toBe(true);
        }
        expect(new Set([...train, ...test]).size).toBe(train.length + test.length);
      }
    });
  });

  it('yields as many folds as it counts', () => {
    check(({ splitter, n, context }, folds) => {
      expect(folds).toHaveLength(splitter.count(n, context));
    });
  });

  it('yields the same folds again, and from its JSON', () => {
    const classes = { KFold, StratifiedKFold, ShuffleSplit, TimeSeriesSplit };
    check(({ splitter, n, context }, folds) => {
      const { className, config } = JSON.parse(JSON.stringify(splitter)) as {
        className: keyof typeof classes;
        config: object;
      };
      expect(plain(splitter.split(n, context))).toEqual(plain(folds));
      expect(plain(new classes[className](config).split(n, context))).toEqual(plain(folds));
    });
  });

  const itForFolds = family.includes('Folds') ? it : undefined;
  itForFolds?.('partitions the rows by tests of nearly equal size', () => {
    check(({ n }, folds) => {
      const tests = folds.flatMap(({ test }) => [...test]).sort((a, b) => a - b);
      expect(tests).toEqual(Array.from({ length: n }, (_, row) => row));
      const sizes = folds.map(({ test }) => test.length);
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      for (const { train, test } of folds) expect(train.length + test.length).toBe(n);
    });
  });

  const itForSeeds = family === 'timeSeriesSplits' ? undefined : it;
  itForSeeds?.('yields other folds for another seed', () => {
    let same = 0;
    let drawn = 0;
    check(({ reseeded, n, context }, folds) => {
      // Of fewer rows there are so few ways to split that two seeds may agree.
      if (n < 30 || folds[0]!.test.length < 3 || folds[0]!.train.length < 3) return;
      drawn++;
      const again = plain(reseeded!.split(n, context));
      if (JSON.stringify(again) === JSON.stringify(plain(folds))) same++;
    });
    expect(drawn).toBeGreaterThan(200);
    // Two independent draws agree once in C(30, 3) = 4060 at most; one agreement is no evidence.
    expect(same).toBeLessThanOrEqual(1);
  });
});

describe('stratifiedKFolds', () => {
  it('hold every class within one row of its share, shuffled as unshuffled', () => {
    fc.assert(
      fc.property(stratifiedKFolds, ({ splitter, n, context }) => {
        const labels = context.labels as (string | number)[];
        const folds = Array.from(splitter.split(n, context));
        const counts = (rows: Iterable<number>) => {
          const of = new Map<string | number, number>();
          for (const row of rows) of.set(labels[row]!, (of.get(labels[row]!) ?? 0) + 1);
          return of;
        };
        for (const [label, count] of counts(labels.keys())) {
          for (const { test } of folds) {
            const share = count / folds.length;
            expect(Math.abs((counts(test).get(label) ?? 0) - share)).toBeLessThan(1);
          }
        }
        const unshuffled = new StratifiedKFold({ nSplits: folds.length, warn: false });
        const plainCounts = Array.from(unshuffled.split(n, context)).map(({ test }) =>
          counts(test),
        );
        expect(folds.map(({ test }) => counts(test))).toEqual(plainCounts);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('timeSeriesSplits', () => {
  it('never run backwards: all training is earlier than the test, tests follow each other', () => {
    fc.assert(
      fc.property(timeSeriesSplits, ({ splitter, n, context }) => {
        const times = context.times as number[];
        let latest = -Infinity;
        for (const { train, test } of splitter.split(n, context)) {
          const tested = [...test].map((row) => times[row]!);
          expect(Math.max(...[...train].map((row) => times[row]!))).toBeLessThan(
            Math.min(...tested),
          );
          expect(Math.min(...tested)).toBeGreaterThan(latest);
          latest = Math.max(...tested);
        }
        expect(latest).toBe(Math.max(...times));
      }),
      { numRuns: 2000 },
    );
  });
});
