import { checkBoolean, checkInteger, checkOptions, createRng, type Seed } from '@occam/core';
import { createAssignment, foldsOf } from './assignment.js';
import { checkRows } from './checkRows.js';
import { checkShuffleSeed } from './checkShuffleSeed.js';
import { checkClassSizes } from './checkClassSizes.js';
import { dealStratifiedGroups } from './dealStratifiedGroups.js';
import { groupsOfContext, spreadOverRows } from './groupsOfContext.js';
import type { Fold, SplitContext, Splitter, SplitterConfig } from './splitter.js';
import { checkBinsOption, strataOfContext } from './strataOfContext.js';

/** The options of {@link StratifiedGroupKFold}. */
export interface StratifiedGroupKFoldOptions {
  /** The number of folds, a whole number from 2. Default 10. */
  readonly nSplits?: number | undefined;
  /** Whether chance decides which groups go together. Default false. */
  readonly shuffle?: boolean | undefined;
  /** What decides the shuffling: a whole number or a string; only with `shuffle: true`. Default 0. */
  readonly seed?: Seed | undefined;
  /** Whether a class with fewer rows than folds prints a warning. Default true. */
  readonly warn?: boolean | undefined;
  /** For a continuous target: the quantile bins to stratify by, as in {@link StratifiedKFold}. Default: none. */
  readonly bins?: number | undefined;
}

/**
 * Splits the rows into k folds without parting a group, and with every class in each fold in proportion,
 * as far as whole groups allow.
 *
 *     for each group from the one with the most uneven class counts to the least:
 *       give it to the fold that makes the classes' shares in the folds the least uneven,
 *       of equal folds to the one with the fewest rows
 *
 * Unshuffled folds equal scikit-learn's index by index, except that no fold is ever empty, which can
 * happen there (its issues 33085 and 34828). With `shuffle` groups of about equal unevenness go in random
 * order, and the folds are numbered at random; the classes stay as even (scikit-learn before 1.8 lost the
 * stratification there, its issue 32478).
 *
 * @example
 * ```ts
 * import { StratifiedGroupKFold } from '@occam/split';
 *
 * const groups = ['ann', 'ann', 'bob', 'bob', 'cid', 'cid', 'dan', 'dan'];
 * const labels = ['ill', 'ill', 'well', 'well', 'ill', 'ill', 'well', 'well'];
 * for (const { test } of new StratifiedGroupKFold({ nSplits: 2 }).split(8, { labels, groups })) {
 *   console.log([...test]); // [0, 1, 6, 7], then [2, 3, 4, 5]
 * }
 * ```
 */
export class StratifiedGroupKFold implements Splitter {
  readonly #nSplits: number;
  readonly #shuffle: boolean;
  readonly #seed: Seed;
  readonly #warn: boolean;
  readonly #bins: number | undefined;

  /**
   * @throws TypeError if an option is unknown or of the wrong type; RangeError if nSplits is below 2
   * or a seed comes without shuffle
   */
  constructor(options: StratifiedGroupKFoldOptions = {}) {
    checkOptions('StratifiedGroupKFold', options, ['nSplits', 'shuffle', 'seed', 'warn', 'bins']);
    const { nSplits = 10, shuffle = false, seed, warn = true, bins } = options;
    checkInteger('nSplits', nSplits, { min: 2 });
    checkBoolean('shuffle', shuffle);
    checkBoolean('warn', warn);
    checkBinsOption(bins);
    this.#nSplits = nSplits;
    this.#shuffle = shuffle;
    this.#seed = checkShuffleSeed('StratifiedGroupKFold', shuffle, seed);
    this.#warn = warn;
    this.#bins = bins;
  }

  /**
   * Yields `nSplits` folds whose tests partition the rows. Warns if the smallest class has fewer rows
   * than there are folds, since some tests then lack it.
   *
   * @param n the number of rows, at least `nSplits`
   * @param context needs `labels`, the class of each row, and `groups`, the group of each row
   * @throws TypeError if there are no labels or no groups, or one is neither number nor string; RangeError
   * if one is NaN, or a label continuous without `bins`, if there are fewer groups than folds, if every
   * class has fewer rows than there are folds, or if a list of the context is not n long
   */
  split(n: number, context: SplitContext = {}): Generator<Fold> {
    const parts = this.count(n, context);
    const owner = 'StratifiedGroupKFold';
    const groups = groupsOfContext(owner, context, {
      least: parts,
      reason: `nSplits=${parts} folds need as many; use a smaller nSplits`,
      otherwise: 'StratifiedKFold',
    });
    const classes = strataOfContext(owner, context, this.#bins, 'GroupKFold');
    checkClassSizes(owner, classes, { nSplits: parts, warn: this.#warn });
    const rng = this.#shuffle ? createRng(this.#seed).fork(owner) : undefined;
    const foldOf = dealStratifiedGroups(groups, classes, parts, rng);
    return foldsOf(spreadOverRows(groups.codes, foldOf, createAssignment(n, parts)), parts);
  }

  /**
   * Says how many folds there are: `nSplits`.
   *
   * @throws RangeError if there are fewer rows than folds or a list of the context is not n long
   */
  count(n: number, context: SplitContext = {}): number {
    checkRows('StratifiedGroupKFold', n, context, {
      rows: this.#nSplits,
      reason: `nSplits=${this.#nSplits} folds need as many rows; use a smaller nSplits`,
    });
    return this.#nSplits;
  }

  /** Describes the splitter as plain JSON. */
  toJSON(): SplitterConfig {
    return {
      className: 'StratifiedGroupKFold',
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
