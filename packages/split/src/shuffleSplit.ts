import { checkInteger, checkOptions, createRng, type Rng, type Seed } from '@occam/core';
import { rowsOfParts } from './assignment.js';
import { checkRows } from './checkRows.js';
import { drawSides } from './drawSides.js';
import { checkSideSizes, sideSizes, sizesToJSON, type SideSizes } from './sizes.js';
import type { Fold, SplitContext, Splitter, SplitterConfig } from './splitter.js';

/** The options of {@link ShuffleSplit}. */
export interface ShuffleSplitOptions {
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
}

/**
 * Splits the rows at random again and again, each time independently: Monte Carlo cross-validation
 * (Picard and Cook, 1984). Unlike in k folds a row may be in many tests or in none.
 *
 * Sizes are scikit-learn's; its default test is 10 %, ours 30 %. Its rows come in random order, ours
 * ascending. Split number i depends on the seed and i alone, so more splits leave the first as they are.
 *
 * @example
 * ```ts
 * import { ShuffleSplit } from '@occam/split';
 *
 * for (const { train, test } of new ShuffleSplit({ nSplits: 5, seed: 1 }).split(150)) {
 *   console.log(train.length, test.length); // 105 45
 * }
 * ```
 */
export class ShuffleSplit implements Splitter {
  readonly #nSplits: number;
  readonly #sizes: SideSizes;
  readonly #seed: Seed;

  /** @throws TypeError if an option is unknown or of the wrong type, RangeError if it is out of range */
  constructor(options: ShuffleSplitOptions = {}) {
    checkOptions('ShuffleSplit', options, ['nSplits', 'testSize', 'trainSize', 'seed']);
    const { nSplits = 100, seed = 0 } = options;
    checkInteger('nSplits', nSplits, { min: 1 });
    this.#sizes = checkSideSizes(options);
    createRng(seed);
    this.#nSplits = nSplits;
    this.#seed = seed;
  }

  /**
   * Yields `nSplits` random splits.
   *
   * @param n the number of rows
   * @throws RangeError if a side would be empty, if both sides together need more than n rows, or if a
   * list of the context is not n long
   */
  split(n: number, context: SplitContext = {}): Generator<Fold> {
    this.count(n, context);
    return draws(
      sideSizes(this.#sizes, n),
      this.#nSplits,
      createRng(this.#seed).fork('ShuffleSplit'),
    );
  }

  /**
   * Says how many splits there are: `nSplits`.
   *
   * @throws RangeError as {@link ShuffleSplit.split} does
   */
  count(n: number, context: SplitContext = {}): number {
    const reason = 'a training and a test side need a row each';
    checkRows('ShuffleSplit', n, context, { rows: 2, reason });
    sideSizes(this.#sizes, n);
    return this.#nSplits;
  }

  /** Describes the splitter as plain JSON. */
  toJSON(): SplitterConfig {
    return {
      className: 'ShuffleSplit',
      config: { nSplits: this.#nSplits, ...sizesToJSON(this.#sizes), seed: this.#seed },
    };
  }
}

function* draws(sizes: readonly number[], nSplits: number, rng: Rng): Generator<Fold> {
  for (let index = 0; index < nSplits; index++) {
    const [train, test] = rowsOfParts(drawSides(sizes, rng.fork(index)), 2);
    yield { train: train!, test: test! };
  }
}
