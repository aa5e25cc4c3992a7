import { checkInteger, checkOneOf, checkOptions } from '@occam/core';
import type { SplitContext, Splitter } from '@occam/split';

/** Makes the splitter under test, a new one at each call. */
export type MakeSplitter = (example: {
  /** The seed to use, for a splitter that has one. */
  readonly seed: string;
  /** The number of rows that will be split, for a splitter that must know it beforehand. */
  readonly n: number;
}) => Splitter;

/** What testSplitter must know about a splitter. */
export interface TestSplitterOptions {
  /** The lists without which it cannot split; leaving one out must be an error. Default: none. */
  readonly needs?: readonly (keyof SplitContext)[] | undefined;
  /** The lists that it gets. Default: those that it needs. */
  readonly uses?: readonly (keyof SplitContext)[] | undefined;
  /** The least and the largest number of rows to split. Default [30, 80]. */
  readonly rows?: readonly [number, number] | undefined;
  /** How many examples each law is tried on, a whole number from 1. Default 50. */
  readonly runs?: number | undefined;
  /** Whether another seed must make other folds. Default true. */
  readonly seeded?: boolean | undefined;
  /** How often each row must be tested: 1 for k folds, the repeats for repeated ones. Default: not checked. */
  readonly tested?: number | undefined;
  /** Whether a training row may come several times, as in a bootstrap. Default false. */
  readonly repeatsTrainingRows?: boolean | undefined;
  /** Whether no group may be on both sides; uses `groups`. Default false. */
  readonly wholeGroups?: boolean | undefined;
  /** Whether all training must be earlier than the test; uses `times`. Default false. */
  readonly chronological?: boolean | undefined;
  /**
   * Whether each test must hold every class within two rows of its share of the test's rows (one for each
   * fold's share, one for folds of unequal size); uses `labels`. Default false.
   */
  readonly stratified?: boolean | undefined;
}

/**
 * Checks the options of testSplitter.
 *
 * @throws TypeError or RangeError if one is unknown, of the wrong type or out of range
 */
export function checkTestSplitterOptions(options: TestSplitterOptions): void {
  checkOptions('testSplitter', options, [
    'needs',
    'uses',
    'rows',
    'runs',
    'seeded',
    'tested',
    'repeatsTrainingRows',
    'wholeGroups',
    'chronological',
    'stratified',
  ]);
  const { needs = [], uses = needs, rows: [least, most] = [30, 80], runs = 50 } = options;
  for (const list of [...needs, ...uses]) {
    checkOneOf('a list in needs or uses', list, ['labels', 'groups', 'times']);
  }
  checkInteger('the least of rows', least, { min: 2 });
  checkInteger('the largest of rows', most, { min: least });
  checkInteger('runs', runs, { min: 1 });
  for (const [option, list] of [
    ['wholeGroups', 'groups'],
    ['chronological', 'times'],
    ['stratified', 'labels'],
  ] as const) {
    if (options[option] && !uses.includes(list)) {
      throw new RangeError(
        `${option} cannot be checked without ${list}: add '${list}' to needs or uses`,
      );
    }
  }
}
