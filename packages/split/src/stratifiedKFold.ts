import {
  checkBoolean,
  checkInteger,
  checkOptions,
  createRng,
  describe,
  warn as printWarning,
  type Seed,
} from '@occam/core';
import { createAssignment, foldsOf, type Assignment } from './assignment.js';
import { checkRows } from './checkRows.js';
import { checkShuffleSeed } from './checkShuffleSeed.js';
import { encodeLabels, type Classes } from './classes.js';
import { dealWithinClasses } from './dealWithinClasses.js';
import type { Fold, SplitContext, Splitter, SplitterConfig } from './splitter.js';

/** The options of {@link StratifiedKFold}. */
export interface StratifiedKFoldOptions {
  /** The number of folds, a whole number from 2. Default 10. */
  readonly nSplits?: number | undefined;
  /** Whether each class's rows are dealt to the folds at random. Default false. */
  readonly shuffle?: boolean | undefined;
  /** What decides the shuffling: a whole number or a string; only with `shuffle: true`. Default 0. */
  readonly seed?: Seed | undefined;
  /** Whether a class with fewer rows than folds prints a warning. Default true. */
  readonly warn?: boolean | undefined;
}

/**
 * Splits the rows into k folds that each hold every class in proportion. A class of c rows gives each
 * fold ⌊c/k⌋ or ⌈c/k⌉ of them, and the folds' sizes differ by one at most.
 *
 *     sort the rows by class, classes in the order in which they first appear
 *     deal the sorted rows to the folds in turn: 0, 1, …, k − 1, 0, 1, …
 *     that fixes how many rows of each class a fold gets; which ones: the next in row order,
 *     or with `shuffle` a random choice within the class, independent from class to class
 *
 * Unshuffled folds equal scikit-learn's index by index.
 *
 * @example
 * ```ts
 * import { StratifiedKFold } from '@occam/split';
 *
 * const labels = ['cat', 'dog', 'cat', 'cat', 'dog', 'cat'];
 * for (const { test } of new StratifiedKFold({ nSplits: 2 }).split(6, { labels })) {
 *   console.log([...test]); // [0, 1, 2], then [3, 4, 5]
 * }
 * ```
 */
export class StratifiedKFold implements Splitter {
  readonly #nSplits: number;
  readonly #shuffle: boolean;
  readonly #seed: Seed;
  readonly #warn: boolean;

  /**
   * @throws TypeError if an option is unknown or of the wrong type; RangeError if nSplits is below 2
   * or a seed comes without shuffle
   */
  constructor(options: StratifiedKFoldOptions = {}) {
    checkOptions('StratifiedKFold', options, ['nSplits', 'shuffle', 'seed', 'warn']);
    const { nSplits = 10, shuffle = false, seed, warn = true } = options;
    checkInteger('nSplits', nSplits, { min: 2 });
    checkBoolean('shuffle', shuffle);
    checkBoolean('warn', warn);
    this.#nSplits = nSplits;
    this.#shuffle = shuffle;
    this.#seed = checkShuffleSeed('StratifiedKFold', shuffle, seed);
    this.#warn = warn;
  }

  /**
   * Yields `nSplits` folds whose tests partition the rows. Warns if the smallest class has fewer rows
   * than there are folds, since some tests then lack it.
   *
   * @param n the number of rows, at least `nSplits`
   * @param context needs `labels`, the class of each row
   * @throws TypeError if there are no labels or one is neither number nor string; RangeError if one is
   * NaN or continuous, if every class has fewer rows than there are folds, if there are fewer rows than
   * folds, or if a list of the context is not n long
   */
  split(n: number, context: SplitContext = {}): Generator<Fold> {
    const parts = this.count(n, context);
    if (context.labels === undefined) {
      throw new TypeError(
        'StratifiedKFold needs the class of each row: call split(n, { labels }), or use KFold',
      );
    }
    const classes = encodeLabels('labels', context.labels);
    this.#checkClassSizes(classes);
    const layout = createAssignment(n, parts);
    for (let position = 0; position < n; position++) layout[position] = position % parts;
    const rng = this.#shuffle ? createRng(this.#seed).fork('StratifiedKFold') : undefined;
    if (!rng) sortWithinClasses(layout, classes.counts);
    return foldsOf(dealWithinClasses(classes, layout, parts, rng), parts);
  }

  /**
   * Says how many folds there are: `nSplits`.
   *
   * @throws RangeError if there are fewer rows than folds or a list of the context is not n long
   */
  count(n: number, context: SplitContext = {}): number {
    checkRows('StratifiedKFold', n, context, {
      rows: this.#nSplits,
      reason: `nSplits=${this.#nSplits} folds need at least as many rows; use a smaller nSplits`,
    });
    return this.#nSplits;
  }

  /** Describes the splitter as plain JSON. */
  toJSON(): SplitterConfig {
    const config = { nSplits: this.#nSplits, shuffle: this.#shuffle, warn: this.#warn };
    return {
      className: 'StratifiedKFold',
      config: this.#shuffle ? { ...config, seed: this.#seed } : config,
    };
  }

  #checkClassSizes({ values, counts }: Classes): void {
    let largest = 0;
    let smallest = 0;
    for (let code = 1; code < counts.length; code++) {
      if (counts[code]! > counts[largest]!) largest = code;
      if (counts[code]! < counts[smallest]!) smallest = code;
    }
    const nSplits = this.#nSplits;
    const name = (code: number) => `class ${describe(values[code])} (rows: ${counts[code]})`;
    if (counts[largest]! < nSplits) {
      throw new RangeError(
        `StratifiedKFold cannot deal any class to nSplits=${nSplits} folds: even the largest, ` +
          `${name(largest)}, has fewer rows than folds; use a smaller nSplits, or KFold`,
      );
    }
    if (this.#warn && counts[smallest]! < nSplits) {
      printWarning(
        `StratifiedKFold: the smallest class, ${name(smallest)}, has fewer rows than nSplits=${nSplits}, ` +
          'so some tests lack it; use a smaller nSplits, or silence this with warn: false',
      );
    }
  }
}

function sortWithinClasses(layout: Assignment, counts: Uint32Array): void {
  let start = 0;
  for (let code = 0; code < counts.length; code++) {
    layout.subarray(start, (start += counts[code]!)).sort();
  }
}
