import { checkBoolean, checkInteger, checkOptions, createRng, type Seed } from '@occam/core';
import { foldsOf } from './assignment.js';
import { checkClassSizes } from './checkClassSizes.js';
import { checkRows } from './checkRows.js';
import { checkShuffleSeed } from './checkShuffleSeed.js';
import { dealClasses } from './dealClasses.js';
import { checkBinsOption, strataOfContext } from './strataOfContext.js';
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
  /**
   * For a continuous target: into how many quantile bins the labels are cut, which then count as classes
   * (see {@link quantileBins}), a whole number from 2. Default: none, and a continuous label is an error.
   */
  readonly bins?: number | undefined;
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
  readonly #bins: number | undefined;

  /**
   * @throws TypeError if an option is unknown or of the wrong type; RangeError if nSplits is below 2
   * or a seed comes without shuffle
   */
  constructor(options: StratifiedKFoldOptions = {}) {
    checkOptions('StratifiedKFold', options, ['nSplits', 'shuffle', 'seed', 'warn', 'bins']);
    const { nSplits = 10, shuffle = false, seed, warn = true, bins } = options;
    checkInteger('nSplits', nSplits, { min: 2 });
    checkBoolean('shuffle', shuffle);
    checkBoolean('warn', warn);
    checkBinsOption(bins);
    this.#nSplits = nSplits;
    this.#shuffle = shuffle;
    this.#seed = checkShuffleSeed('StratifiedKFold', shuffle, seed);
    this.#warn = warn;
    this.#bins = bins;
  }

  /**
   * Yields `nSplits` folds whose tests partition the rows. Warns if the smallest class has fewer rows
   * than there are folds, since some tests then lack it.
   *
   * @param n the number of rows, at least `nSplits`
   * @param context needs `labels`, the class of each row
   * @throws TypeError if there are no labels or one is neither number nor string; RangeError if one is
   * NaN, or continuous without `bins`, if every class has fewer rows than there are folds, if there are fewer rows than
   * folds, or if a list of the context is not n long
   */
  split(n: number, context: SplitContext = {}): Generator<Fold> {
    const parts = this.count(n, context);
    const classes = strataOfContext('StratifiedKFold', context, this.#bins, 'KFold');
    checkClassSizes('StratifiedKFold', classes, { nSplits: parts, warn: this.#warn });
    const rng = this.#shuffle ? createRng(this.#seed).fork('StratifiedKFold') : undefined;
    return foldsOf(dealClasses(classes, parts, rng), parts);
  }

  /**
   * Says how many folds there are: `nSplits`.
   *
   * @throws RangeError if there are fewer rows than folds or a list of the context is not n long
   */
  count(n: number, context: SplitContext = {}): number {
    checkRows('StratifiedKFold', n, context, {
      rows: this.#nSplits,
      reason: `nSplits=${this.#nSplits} folds need as many rows; use a smaller nSplits`,
    });
    return this.#nSplits;
  }

  /** Describes the splitter as plain JSON. */
  toJSON(): SplitterConfig {
    return {
      className: 'StratifiedKFold',
      config: {
        nSplits: this.#nSplits,
        shuffle: this.#shuffle,
        ...(this.#shuffle && { seed: this.#seed }),
        warn: this.#warn,
        ...(this.#bins !== undefined && { bins: this.#bins }),
      },
    };
  }
}
