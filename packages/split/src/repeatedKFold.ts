import { checkInteger, checkOptions, createRng, type Rng, type Seed } from '@occam/core';
import { foldsOf } from './assignment.js';
import { checkRows } from './checkRows.js';
import { dealEvenly } from './dealEvenly.js';
import type { Fold, SplitContext, Splitter, SplitterConfig } from './splitter.js';

/** The options of {@link RepeatedKFold}. */
export interface RepeatedKFoldOptions {
  /** The number of folds of each repeat, a whole number from 2. Default 10. */
  readonly nSplits?: number | undefined;
  /** How often the rows are dealt anew, a whole number from 1. Default 10. */
  readonly nRepeats?: number | undefined;
  /** What decides the dealing: a whole number or a string. Default 0. */
  readonly seed?: Seed | undefined;
}

/**
 * Repeats a shuffled {@link KFold}, dealing the rows anew each time: the mean score then depends less on
 * how one deal happened to fall. The folds of a repeat follow one another.
 *
 * scikit-learn has the same with 5 folds by default. Repeat number r depends on the seed and r alone, so
 * more repeats leave the first as they are.
 *
 * @example
 * ```ts
 * import { RepeatedKFold } from '@occam/split';
 *
 * const splitter = new RepeatedKFold({ nSplits: 5, nRepeats: 3, seed: 1 });
 * console.log(splitter.count(150)); // 15
 * ```
 */
export class RepeatedKFold implements Splitter {
  readonly #nSplits: number;
  readonly #nRepeats: number;
  readonly #seed: Seed;

  /** @throws TypeError if an option is unknown or of the wrong type, RangeError if it is out of range */
  constructor(options: RepeatedKFoldOptions = {}) {
    checkOptions('RepeatedKFold', options, ['nSplits', 'nRepeats', 'seed']);
    const { nSplits = 10, nRepeats = 10, seed = 0 } = options;
    checkInteger('nSplits', nSplits, { min: 2 });
    checkInteger('nRepeats', nRepeats, { min: 1 });
    createRng(seed);
    this.#nSplits = nSplits;
    this.#nRepeats = nRepeats;
    this.#seed = seed;
  }

  /**
   * Yields `nSplits · nRepeats` folds; the tests of each repeat partition the rows.
   *
   * @param n the number of rows, at least `nSplits`
   * @throws RangeError if there are fewer rows than folds or a list of the context is not n long
   */
  split(n: number, context: SplitContext = {}): Generator<Fold> {
    this.count(n, context);
    const rng = createRng(this.#seed).fork('RepeatedKFold');
    return repeats(n, this.#nSplits, this.#nRepeats, rng);
  }

  /**
   * Says how many folds there are: `nSplits · nRepeats`.
   *
   * @throws RangeError as {@link RepeatedKFold.split} does
   */
  count(n: number, context: SplitContext = {}): number {
    checkRows('RepeatedKFold', n, context, {
      rows: this.#nSplits,
      reason: `nSplits=${this.#nSplits} folds need as many rows; use a smaller nSplits`,
    });
    return this.#nSplits * this.#nRepeats;
  }

  /** Describes the splitter as plain JSON. */
  toJSON(): SplitterConfig {
    return {
      className: 'RepeatedKFold',
      config: { nSplits: this.#nSplits, nRepeats: this.#nRepeats, seed: this.#seed },
    };
  }
}

function* repeats(n: number, nSplits: number, nRepeats: number, rng: Rng): Generator<Fold> {
  for (let repeat = 0; repeat < nRepeats; repeat++) {
    yield* foldsOf(dealEvenly(n, nSplits, rng.fork(repeat)), nSplits);
  }
}
