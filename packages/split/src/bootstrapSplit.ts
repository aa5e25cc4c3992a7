import { checkInteger, checkOptions, createRng, type Rng, type Seed } from '@occam/core';
import { checkRows } from './checkRows.js';
import type { Fold, SplitContext, Splitter, SplitterConfig } from './splitter.js';

/** The options of {@link BootstrapSplit}. */
export interface BootstrapSplitOptions {
  /** How often a sample is drawn, a whole number from 1. Default 100. */
  readonly nSplits?: number | undefined;
  /** What decides the draws: a whole number or a string. Default 0. */
  readonly seed?: Seed | undefined;
}

/**
 * Draws n training rows with replacement, again and again; the rows that were not drawn (out of bag, about
 * 1/e = 37 % of them) are the test. That is the bootstrap's leave-one-out estimate (Efron, 1983).
 *
 * A training row may come several times, in a row, so `train` ascends but not strictly; `test` has each
 * row once. In the rare sample that has every row, of few rows only, all are drawn anew, since there would
 * be nothing to test on. scikit-learn has no such splitter (its Bootstrap was removed in 0.17). Split
 * number i depends on the seed and i alone.
 *
 * @example
 * ```ts
 * import { BootstrapSplit } from '@occam/split';
 *
 * for (const { train, test } of new BootstrapSplit({ nSplits: 5, seed: 1 }).split(150)) {
 *   console.log(train.length, test.length); // 150, and about 55
 * }
 * ```
 */
export class BootstrapSplit implements Splitter {
  readonly #nSplits: number;
  readonly #seed: Seed;

  /** @throws TypeError if an option is unknown or of the wrong type, RangeError if it is out of range */
  constructor(options: BootstrapSplitOptions = {}) {
    checkOptions('BootstrapSplit', options, ['nSplits', 'seed']);
    const { nSplits = 100, seed = 0 } = options;
    checkInteger('nSplits', nSplits, { min: 1 });
    createRng(seed);
    this.#nSplits = nSplits;
    this.#seed = seed;
  }

  /**
   * Yields `nSplits` samples.
   *
   * @param n the number of rows, at least 2
   * @throws RangeError if there is one row only or a list of the context is not n long
   */
  split(n: number, context: SplitContext = {}): Generator<Fold> {
    this.count(n, context);
    return samples(n, this.#nSplits, createRng(this.#seed).fork('BootstrapSplit'));
  }

  /**
   * Says how many samples there are: `nSplits`.
   *
   * @throws RangeError as {@link BootstrapSplit.split} does
   */
  count(n: number, context: SplitContext = {}): number {
    const reason = 'a training and a test side need a row each';
    checkRows('BootstrapSplit', n, context, { rows: 2, reason });
    return this.#nSplits;
  }

  /** Describes the splitter as plain JSON. */
  toJSON(): SplitterConfig {
    return {
      className: 'BootstrapSplit',
      config: { nSplits: this.#nSplits, seed: this.#seed },
    };
  }
}

function* samples(n: number, nSplits: number, rng: Rng): Generator<Fold> {
  for (let index = 0; index < nSplits; index++) yield sample(n, rng.fork(index));
}

function sample(n: number, rng: Rng): Fold {
  const times = new Uint32Array(n);
  let distinct = n;
  while (distinct === n) {
    times.fill(0);
    distinct = 0;
    for (let draw = 0; draw < n; draw++) if (times[rng.int(n)]!++ === 0) distinct++;
  }
  const train = new Uint32Array(n);
  const test = new Uint32Array(n - distinct);
  let trained = 0;
  let tested = 0;
  for (let row = 0; row < n; row++) {
    if (times[row] === 0) test[tested++] = row;
    else train.fill(row, trained, (trained += times[row]!));
  }
  return { train, test };
}
