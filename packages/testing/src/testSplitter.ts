import { describe, it } from 'vitest';
import { splitterLaws } from './splitterLaws.js';
import {
  checkTestSplitterOptions,
  type MakeSplitter,
  type TestSplitterOptions,
} from './testSplitterOptions.js';

/**
 * Declares the tests that every splitter must pass, for vitest: what callers of `Splitter` rely on
 * (folds without overlap, ascending, reproducible, arrays of their own, errors at once, JSON), and what
 * the options claim of this one.
 *
 * Rows are drawn from fixed seeds, so the tests are the same each time: three classes (3 : 1 : 1), times
 * with ties in random order, groups of 2 or 3 rows that follow one another in time.
 *
 * @param name what the splitter is called in the titles
 * @throws TypeError or RangeError if an option is unknown, of the wrong type or out of range
 *
 * @example
 * ```js
 * import { testSplitter } from '@occam/testing';
 * import { EveryThirdRow } from './everyThirdRow.js';
 *
 * testSplitter('EveryThirdRow', ({ seed }) => new EveryThirdRow({ seed }), { tested: 1 });
 * ```
 */
export function testSplitter(
  name: string,
  makeSplitter: MakeSplitter,
  options: TestSplitterOptions = {},
): void {
  checkTestSplitterOptions(options);
  describe(name, () => {
    for (const { title, check } of splitterLaws(makeSplitter, options)) it(title, check);
  });
}
