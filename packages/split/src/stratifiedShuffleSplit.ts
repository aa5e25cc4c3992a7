import { checkInteger, checkOptions, createRng, describe, type Rng, type Seed } from '@occam/core';
import { rowsOfParts } from './assignment.js';
import { dealByShare } from './assignStratified.js';
import { checkRows } from './checkRows.js';
import type { Classes } from './classes.js';
import { checkSideSizes, sideSizes, sizesToJSON, type SideSizes } from './sizes.js';
import type { Fold, SplitContext, Splitter, SplitterConfig } from './splitter.js';
import { checkBinsOption, strataOfContext } from './strataOfContext.js';

/** The options of {@link StratifiedShuffleSplit}. */
export interface StratifiedShuffleSplitOptions {
  /** How often the rows are split, a whole number from 1. Default 100. */
  readonly nSplits?: number | undefined;
  /**
   * The rows to test on: a fraction of all rows (above 0, below 1; rounded up) or a number of rows (a
   * whole number from 1). Default 0.3, or what `trainSize` leaves.
   */
  readonly testSize?: number | undefined;
  /**
   * The rows to train on: a fraction of all rows (rounded down) or a number of rows. Default: all that
   * are not in the test. With both sizes given, rows may be left out of either side.
   */
  readonly trainSize?: number | undefined;
  /** What decides the draws: a whole number or a string. Default 0. */
  readonly seed?: Seed | undefined;
  /** For a continuous target: the quantile bins to stratify by, as in {@link StratifiedKFold}. Default: none. */
  readonly bins?: number | undefined;
}

/**
 * Splits the rows at random again and again, each time independently, with every class in proportion on
 * both sides: within one row of its share. {@link ShuffleSplit} with stratification.
 *
 * Sizes and the allotment by largest remainders are scikit-learn's; its default is 10 splits with a test of
 * 10 %, ours 100 with 30 %. Split number i depends on the seed and i alone.
 *
 * @example
 * ```ts
 * import { StratifiedShuffleSplit } from '@occam/split';
 *
 * const labels = ['cat', 'dog', 'cat', 'cat', 'dog', 'cat'];
 * for (const { test } of new StratifiedShuffleSplit({ nSplits: 5, testSize: 3 }).split(6, { labels })) {
 *   console.log([...test]); // two cats and a dog
 * }
 * ```
 */
export class StratifiedShuffleSplit implements Splitter {
  readonly #nSplits: number;
  readonly #sizes: SideSizes;
  readonly #seed: Seed;
  readonly #bins: number | undefined;

  /** @throws TypeError if an option is unknown or of the wrong type, RangeError if it is out of range */
  constructor(options: StratifiedShuffleSplitOptions = {}) {
    checkOptions('StratifiedShuffleSplit', options, [
      'nSplits',
      'testSize',
      'trainSize',
      'seed',
      'bins',
    ]);
    const { nSplits = 100, seed = 0, bins } = options;
    checkInteger('nSplits', nSplits, { min: 1 });
    this.#sizes = checkSideSizes(options);
    createRng(seed);
    checkBinsOption(bins);
    this.#nSplits = nSplits;
    this.#seed = seed;
    this.#bins = bins;
  }

  /**
   * Yields `nSplits` random splits.
   *
   * @param n the number of rows
   * @param context needs `labels`, the class of each row
   * @throws TypeError if there are no labels or one is neither number nor string; RangeError if one is
   * NaN, or continuous without `bins`, if a class has one row only, if a side has fewer rows than there
   * are classes, if both sides together need more than n rows, or if a list of the context is not n long
   */
  split(n: number, context: SplitContext = {}): Generator<Fold> {
    this.count(n, context);
    const owner = 'StratifiedShuffleSplit';
    const classes = strataOfContext(owner, context, this.#bins, 'ShuffleSplit');
    const [train, test, left] = sideSizes(this.#sizes, n);
    checkEnoughRows(classes, Math.min(train, test));
    const sizes = left === 0 ? [train, test] : [train, test, left];
    return draws(classes, sizes, this.#nSplits, createRng(this.#seed).fork(owner));
  }

  /**
   * Says how many splits there are: `nSplits`.
   *
   * @throws RangeError if a side would be empty, if both sides together need more than n rows, or if a
   * list of the context is not n long
   */
  count(n: number, context: SplitContext = {}): number {
    const reason = 'a training and a test side need a row each';
    checkRows('StratifiedShuffleSplit', n, context, { rows: 2, reason });
    sideSizes(this.#sizes, n);
    return this.#nSplits;
  }

  /** Describes the splitter as plain JSON. */
  toJSON(): SplitterConfig {
    return {
      className: 'StratifiedShuffleSplit',
      config: {
        nSplits: this.#nSplits,
        ...sizesToJSON(this.#sizes),
        seed: this.#seed,
        ...(this.#bins !== undefined && { bins: this.#bins }),
      },
    };
  }
}

function checkEnoughRows({ values, counts }: Classes, smallest: number): void {
  const single = counts.indexOf(1);
  if (single >= 0) {
    throw new RangeError(
      `StratifiedShuffleSplit needs two rows of each class, one for each side, ` +
        `but class ${describe(values[single])} has 1`,
    );
  }
  if (smallest < values.length) {
    throw new RangeError(
      `StratifiedShuffleSplit needs as many rows on each side as there are classes, ${values.length}, ` +
        `but one side has ${smallest}; make it larger`,
    );
  }
}

function* draws(
  classes: Classes,
  sizes: readonly number[],
  nSplits: number,
  rng: Rng,
): Generator<Fold> {
  for (let index = 0; index < nSplits; index++) {
    const [train, test] = rowsOfParts(dealByShare(sizes, classes, rng.fork(index)), 2);
    yield { train: train!, test: test! };
  }
}
