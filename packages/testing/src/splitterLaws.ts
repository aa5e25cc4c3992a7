import type { Fold, SplitContext, Splitter } from '@occam/split';
import { expect } from 'vitest';
import { drawExample, type SplitterExample } from './splitterExamples.js';
import type { MakeSplitter, TestSplitterOptions } from './testSplitterOptions.js';

/** What every splitter, or every one of a kind, must do. */
export interface SplitterLaw {
  /** What the splitter does, as the title of a test. */
  readonly title: string;
  /** Throws unless it does. */
  check(): void;
}

/** Lists the laws that a splitter must keep, for testSplitter. */
export function splitterLaws(
  makeSplitter: MakeSplitter,
  options: TestSplitterOptions,
): SplitterLaw[] {
  const { needs = [], uses = needs, rows = [30, 80], runs = 50, seeded = true } = options;
  const draw = (run: number) => drawExample(run, { rows, uses });

  /** Checks every example with its folds. */
  function forAll(check: (folds: Fold[], example: SplitterExample, splitter: Splitter) => void) {
    for (let run = 0; run < runs; run++) {
      const example = draw(run);
      const splitter = makeSplitter(example);
      const folds = Array.from(splitter.split(example.n, example.context));
      expect(folds.length, `folds of n=${example.n} rows`).toBeGreaterThan(0);
      check(folds, example, splitter);
    }
  }

  const always: SplitterLaw[] = [
    {
      title: 'yields rows that exist, ascending, on one side only, neither side empty',
      check: () =>
        forAll((folds, { n }) => {
          for (const { train, test } of folds) {
            checkSide('train', train, n, options.repeatsTrainingRows === true);
            checkSide('test', test, n, false);
            const trained = new Set(train);
            const both = test.filter((row) => trained.has(row));
            expect([...both], 'rows on both sides').toEqual([]);
          }
        }),
    },
    {
      title: 'yields as many folds as it counts',
      check: () =>
        forAll((folds, { n, context }, splitter) => {
          expect(splitter.count(n, context), 'count(n, context)').toBe(folds.length);
        }),
    },
    {
      title: 'yields the same folds each time, also while another split is under way',
      check: () =>
        forAll((folds, example, splitter) => {
          const { n, context } = example;
          const expected = plain(folds);
          expect(plain(splitter.split(n, context)), 'the second split').toEqual(expected);
          const other = makeSplitter(example);
          expect(plain(other.split(n, context)), 'another of the same options').toEqual(expected);
          const [one, two] = [splitter.split(n, context), splitter.split(n, context)];
          const inTurn = folds.map(() => [one.next().value as Fold, two.next().value as Fold]);
          expect(plain(inTurn.map(([fold]) => fold!)), 'two splits in turn').toEqual(expected);
          expect(plain(inTurn.map(([, fold]) => fold!)), 'two splits in turn').toEqual(expected);
        }),
    },
    {
      title: 'gives each fold arrays of its own, and leaves its arguments as they were',
      check: () =>
        forAll((folds, { n, context }, splitter) => {
          const before = copy(context);
          const expected = plain(folds);
          const overwritten: unknown[] = [];
          for (const { train, test } of splitter.split(n, context)) {
            overwritten.push({ train: [...train], test: [...test] });
            train.fill(0);
            test.fill(0);
          }
          expect(overwritten, 'folds whose arrays the caller overwrote').toEqual(expected);
          expect(plain(folds), 'folds kept while others were made').toEqual(expected);
          expect(copy(context), 'the context').toEqual(before);
        }),
    },
    {
      title: 'refuses wrong arguments when split is called, not when the first fold is asked for',
      check: () => {
        const example = draw(0);
        const { n, context } = example;
        const splitter = makeSplitter(example);
        const wrong: [string, unknown, unknown][] = [
          ['no rows', 0, {}],
          ['-1 rows', -1, context],
          ['2.5 rows', 2.5, context],
          ['NaN rows', NaN, context],
          ['text for rows', String(n), context],
          ['an array for rows', Array(n), context],
          ['a context that is no object', n, 'labels'],
          ['an unknown list', n, { ...context, label: Array(n).fill(0) }],
          ...(['labels', 'groups', 'times'] as const).flatMap(
            (name): [string, unknown, unknown][] => [
              [`${name} that are too short`, n, { ...context, [name]: Array(n - 1).fill(0) }],
              [`${name} that are no list`, n, { ...context, [name]: 5 }],
            ],
          ),
          ...needs.map((name): [string, unknown, unknown] => [
            `no ${name}`,
            n,
            { ...context, [name]: undefined },
          ]),
        ];
        for (const [what, rows, lists] of wrong) {
          const error = caught(() => splitter.split(rows as number, lists as SplitContext));
          const isInputError = error instanceof TypeError || error instanceof RangeError;
          expect(isInputError, `split throws a TypeError or RangeError for ${what}`).toBe(true);
          expect((error as Error).message.length, `a message for ${what}`).toBeGreaterThan(0);
        }
      },
    },
    {
      title: 'describes itself as plain JSON, from which its class makes an equal one',
      check: () =>
        forAll((folds, { n, context }, splitter) => {
          const json = splitter.toJSON();
          expect(JSON.parse(JSON.stringify(splitter)), 'through JSON and back').toEqual(json);
          const Class = splitter.constructor as new (config: object) => Splitter;
          expect(json.className, 'className').toBe(Class.name);
          const again = new Class(json.config);
          expect(again.toJSON(), 'the JSON of the one made from it').toEqual(json);
          expect(plain(again.split(n, context)), 'its folds').toEqual(plain(folds));
        }),
    },
  ];
  return [
    ...always,
    ...(seeded ? [seedLaw(makeSplitter, draw, runs)] : []),
    ...lawsOfKind(options, forAll),
  ];
}

function seedLaw(
  makeSplitter: MakeSplitter,
  draw: (run: number) => SplitterExample,
  runs: number,
): SplitterLaw {
  return {
    title: 'yields other folds for another seed',
    check: () => {
      let others = 0;
      for (let run = 0; run < runs; run++) {
        const example = draw(run);
        const { n, context } = example;
        const reseeded = makeSplitter({ ...example, seed: `${example.seed}*` });
        const folds = JSON.stringify(plain(makeSplitter(example).split(n, context)));
        if (JSON.stringify(plain(reseeded.split(n, context))) !== folds) others++;
      }
      // Of few rows there are so few ways to split that two seeds may agree.
      expect(others, `of ${runs} pairs of seeds, those with other folds`).toBeGreaterThan(runs / 2);
    },
  };
}

function lawsOfKind(
  { tested, wholeGroups, chronological, stratified }: TestSplitterOptions,
  forAll: (check: (folds: Fold[], example: SplitterExample) => void) => void,
): SplitterLaw[] {
  const laws: SplitterLaw[] = [];
  if (tested !== undefined) {
    laws.push({
      title: `tests each row ${tested === 1 ? 'once' : `${tested} times`}`,
      check: () =>
        forAll((folds, { n }) => {
          const times = Array<number>(n).fill(0);
          for (const { test } of folds) for (const row of test) times[row]!++;
          expect(times, 'how often each row is tested').toEqual(Array(n).fill(tested));
        }),
    });
  }
  if (wholeGroups) {
    laws.push({
      title: 'has no group on both sides',
      check: () =>
        forAll((folds, { context: { groups } }) => {
          for (const { train, test } of folds) {
            const trained = new Set(Array.from(train, (row) => groups![row]));
            const parted = Array.from(test, (row) => groups![row]).filter((g) => trained.has(g));
            expect(parted, 'groups on both sides').toEqual([]);
          }
        }),
    });
  }
  if (chronological) {
    laws.push({
      title: 'trains only on rows earlier than every test row',
      check: () =>
        forAll((folds, { context: { times } }) => {
          for (const { train, test } of folds) {
            const latest = Math.max(...Array.from(train, (row) => times![row]!));
            const earliest = Math.min(...Array.from(test, (row) => times![row]!));
            expect(latest, 'the latest training time').toBeLessThan(earliest);
          }
        }),
    });
  }
  if (stratified) {
    laws.push({
      title: 'gives each test every class within two rows of its share',
      check: () =>
        forAll((folds, { n, context: { labels } }) => {
          const all = Array.from(labels!);
          for (const { test } of folds) {
            for (const label of new Set(all)) {
              const share = (all.filter((other) => other === label).length * test.length) / n;
              const count = test.filter((row) => all[row] === label).length;
              expect(Math.abs(count - share), `class ${label}, off its share`).toBeLessThan(2);
            }
          }
        }),
    });
  }
  return laws;
}

function checkSide(side: string, rows: Uint32Array, n: number, mayRepeat: boolean): void {
  expect(rows, side).toBeInstanceOf(Uint32Array);
  expect(rows.length, `rows in ${side}`).toBeGreaterThan(0);
  const least = mayRepeat ? 0 : 1;
  const wrong = rows.findIndex((row, i) => row >= n || (i > 0 && row - rows[i - 1]! < least));
  const found = `${side} holds row ${rows[wrong]} of n=${n} after row ${rows[wrong - 1]}`;
  expect(wrong, `rows exist and ascend, but ${found}`).toBe(-1);
}

const plain = (folds: Iterable<Fold>) =>
  Array.from(folds, ({ train, test }) => ({ train: [...train], test: [...test] }));

const copy = (context: SplitContext) =>
  Object.entries(context).map(([name, list]) => [name, [...(list as Iterable<unknown>)]]);

function caught(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  return undefined;
}
