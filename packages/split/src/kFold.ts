import { checkBoolean, checkInteger, checkOptions, createRng, type Seed } from '@occam/core';
import { assignEvenly, foldsOf } from './assignment.js';
import { checkRows } from './checkRows.js';
import { checkShuffleSeed } from './checkShuffleSeed.js';
import { dealEvenly } from './dealEvenly.js';
import type { Fold, SplitContext, Splitter, SplitterConfig } from './splitter.js';

/** The options of {@link KFold}. */
export interface KFoldOptions {
  /** The number of folds, a whole number from 2. Default 10. */
  readonly nSplits?: number | undefined;
  /** Whether rows are dealt to the folds at random instead of in blocks. Default false. */
  readonly shuffle?: boolean | undefined;
  /** What decides the shuffling: a whole number or a string; only with `shuffle: true`. Default 0. */
  readonly seed?: Seed | undefined;
}

/**
 * Splits the rows into k folds, each of which is the test once while the others are the training. The
 * first n mod k folds have one row more than the rest.
 *
 * Unshuffled folds are blocks of neighbouring rows, equal to scikit-learn's; sort order in the data
 * (by class, by day) then ends up in the folds. Shuffled ones are uniform random, differ from
 * scikit-learn's in the generator, and are reproducible without a seed too (it is 0 then).
 *
 * @example
 * ```ts
 * import { KFold } from '@occam/split';
 *
 * for (const { train, test } of new KFold({ nSplits: 3, shuffle: true, seed: 1 }).split(150)) {
 *   console.log(train.length, test.length); // 100 50
 * }
 * ```
 */
export class KFold implements Splitter {
  readonly #nSplits: number;
  readonly #shuffle: boolean;
  readonly #seed: Seed;

  /**
   * @throws TypeError if an option is unknown or of the wrong type; RangeError if nSplits is below 2
   * or a seed comes without shuffle
   */
  constructor(options: KFoldOptions = {}) {
    checkOptions('KFold', options, ['nSplits', 'shuffle', 'seed']);
    const { nSplits = 10, shuffle = false, seed } = options;
    checkInteger('nSplits', nSplits, { min: 2 });
    checkBoolean('shuffle', shuffle);
    this.#nSplits = nSplits;
    this.#shuffle = shuffle;
    this.#seed = checkShuffleSeed('KFold', shuffle, seed);
  }

  /**
   * Yields `nSplits` folds whose tests partition the rows.
   *
   * @param n the number of rows, at least `nSplits`
   * @throws RangeError if there are fewer rows than folds or a list of the context is not n long
   */
  split(n: number, context: SplitContext = {}): Generator<Fold> {
    const parts = this.count(n, context);
    const assignment = this.#shuffle
      ? dealEvenly(n, parts, createRng(this.#seed).fork('KFold'))
      : assignEvenly(n, parts);
    return foldsOf(assignment, parts);
  }

  /**
   * Says how many folds there are: `nSplits`.
   *
   * @throws RangeError as {@link KFold.split} does
   */
  count(n: number, context: SplitContext = {}): number {
    checkRows('KFold', n, context, {
      rows: this.#nSplits,
      reason: `nSplits=${this.#nSplits} folds need as many rows; use a smaller nSplits`,
    });
    return this.#nSplits;
  }

  /** Describes the splitter as plain JSON. */
  toJSON(): SplitterConfig {
    const config = { nSplits: this.#nSplits, shuffle: this.#shuffle };
    return {
      className: 'KFold',
      config: this.#shuffle ? { ...config, seed: this.#seed } : config,
    };
  }
}
