import {
  checkBoolean,
  checkInteger,
  checkOptions,
  createRng,
  type Rng,
  type Seed,
} from '@occam/core';
import { foldsOf } from './assignment.js';
import { checkClassSizes } from './checkClassSizes.js';
import { checkRows } from './checkRows.js';
import type { Classes } from './classes.js';
import { dealClasses } from './dealClasses.js';
import type { Fold, SplitContext, Splitter, SplitterConfig } from './splitter.js';
import { checkBinsOption, strataOfContext } from './strataOfContext.js';

/** The options of {@link RepeatedStratifiedKFold}. */
export interface RepeatedStratifiedKFoldOptions {
  /** The number of folds of each repeat, a whole number from 2. Default 10. */
  readonly nSplits?: number | undefined;
  /** How often the rows are dealt anew, a whole number from 1. Default 10. */
  readonly nRepeats?: number | undefined;
  /** What decides the dealing: a whole number or a string. Default 0. */
  readonly seed?: Seed | undefined;
  /** Whether a class with fewer rows than folds prints a warning. Default true. */
  readonly warn?: boolean | undefined;
  /** For a continuous target: the quantile bins to stratify by, as in {@link StratifiedKFold}. Default: none. */
  readonly bins?: number | undefined;
}

/**
 * Repeats a shuffled {@link StratifiedKFold}, dealing each class's rows anew each time. The folds of a
 * repeat follow one another.
 *
 * scikit-learn has the same with 5 folds by default. Repeat number r depends on the seed and r alone, so
 * more repeats leave the first as they are.
 *
 * @example
 * ```ts
 * import { RepeatedStratifiedKFold } from '@occam/split';
 *
 * const labels = ['cat', 'dog', 'cat', 'cat', 'dog', 'cat'];
 * const splitter = new RepeatedStratifiedKFold({ nSplits: 2, nRepeats: 3, seed: 1 });
 * for (const { test } of splitter.split(6, { labels })) {
 *   console.log([...test]); // six times two cats and a dog
 * }
 * ```
 */
export class RepeatedStratifiedKFold implements Splitter {
  readonly #nSplits: number;
  readonly #nRepeats: number;
  readonly #seed: Seed;
  readonly #warn: boolean;
  readonly #bins: number | undefined;

  /** @throws TypeError if an option is unknown or of the wrong type, RangeError if it is out of range */
  constructor(options: RepeatedStratifiedKFoldOptions = {}) {
    checkOptions('RepeatedStratifiedKFold', options, [
      'nSplits',
      'nRepeats',
      'seed',
      'warn',
      'bins',
    ]);
    const { nSplits = 10, nRepeats = 10, seed = 0, warn = true, bins } = options;
    checkInteger('nSplits', nSplits, { min: 2 });
    checkInteger('nRepeats', nRepeats, { min: 1 });
    createRng(seed);
    checkBoolean('warn', warn);
    checkBinsOption(bins);
    this.#nSplits = nSplits;
    this.#nRepeats = nRepeats;
    this.#seed = seed;
    this.#warn = warn;
    this.#bins = bins;
  }

  /**
   * Yields `nSplits · nRepeats` folds; the tests of each repeat partition the rows. Warns once if the
   * smallest class has fewer rows than there are folds.
   *
   * @param n the number of rows, at least `nSplits`
   * @param context needs `labels`, the class of each row
   * @throws TypeError and RangeError as {@link StratifiedKFold.split} does
   */
  split(n: number, context: SplitContext = {}): Generator<Fold> {
    this.count(n, context);
    const nSplits = this.#nSplits;
    const owner = 'RepeatedStratifiedKFold';
    const classes = strataOfContext(owner, context, this.#bins, 'RepeatedKFold');
    checkClassSizes(owner, classes, { nSplits, warn: this.#warn });
    return repeats(classes, nSplits, this.#nRepeats, createRng(this.#seed).fork(owner));
  }

  /**
   * Says how many folds there are: `nSplits · nRepeats`.
   *
   * @throws RangeError if there are fewer rows than folds or a list of the context is not n long
   */
  count(n: number, context: SplitContext = {}): number {
    checkRows('RepeatedStratifiedKFold', n, context, {
      rows: this.#nSplits,
      reason: `nSplits=${this.#nSplits} folds need as many rows; use a smaller nSplits`,
    });
    return this.#nSplits * this.#nRepeats;
  }

  /** Describes the splitter as plain JSON. */
  toJSON(): SplitterConfig {
    return {
      className: 'RepeatedStratifiedKFold',
      config: {
        nSplits: this.#nSplits,
        nRepeats: this.#nRepeats,
        seed: this.#seed,
        warn: this.#warn,
        ...(this.#bins !== undefined && { bins: this.#bins }),
      },
    };
  }
}

function* repeats(classes: Classes, nSplits: number, nRepeats: number, rng: Rng): Generator<Fold> {
  for (let repeat = 0; repeat < nRepeats; repeat++) {
    yield* foldsOf(dealClasses(classes, nSplits, rng.fork(repeat)), nSplits);
  }
}
