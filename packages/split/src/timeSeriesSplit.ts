import { checkInteger, checkOptions } from '@occam/core';
import { checkRows } from './checkRows.js';
import { chronologicalOrder } from './chronologicalOrder.js';
import type { Fold, SplitContext, Splitter, SplitterConfig } from './splitter.js';

/** The options of {@link TimeSeriesSplit}. */
export interface TimeSeriesSplitOptions {
  /** The number of folds, a whole number from 2. Default 10. */
  readonly nSplits?: number | undefined;
  /** The most rows to train on, the latest ones, a whole number from 1. Default: all before the test. */
  readonly maxTrainSize?: number | undefined;
  /** The number of rows in each test, a whole number from 1. Default: ⌊n/(nSplits + 1)⌋. */
  readonly testSize?: number | undefined;
  /** The number of rows left out between training and test, a whole number from 0. Default 0. */
  readonly gap?: number | undefined;
}

/**
 * Splits rows in the order of time: the tests are the latest nSplits · testSize rows, one after the
 * other, and each fold trains on rows earlier than its test alone. Equal to scikit-learn's.
 *
 * Without `times` the rows are taken to be in order. With them (which scikit-learn has not) rows are
 * ranked by time, rows of equal time in row order; indices still ascend. So that no moment is on both
 * sides, a fold does not train on rows that share the time of its first test row.
 *
 * @example
 * ```ts
 * import { TimeSeriesSplit } from '@occam/split';
 *
 * for (const { train, test } of new TimeSeriesSplit({ nSplits: 3 }).split(8)) {
 *   console.log([...train], [...test]); // [0, 1] [2, 3], then [0 … 3] [4, 5], then [0 … 5] [6, 7]
 * }
 * ```
 */
export class TimeSeriesSplit implements Splitter {
  readonly #nSplits: number;
  readonly #maxTrainSize: number | undefined;
  readonly #testSize: number | undefined;
  readonly #gap: number;

  /** @throws TypeError if an option is unknown or of the wrong type, RangeError if it is out of range */
  constructor(options: TimeSeriesSplitOptions = {}) {
    checkOptions('TimeSeriesSplit', options, ['nSplits', 'maxTrainSize', 'testSize', 'gap']);
    const { nSplits = 10, maxTrainSize, testSize, gap = 0 } = options;
    checkInteger('nSplits', nSplits, { min: 2 });
    if (maxTrainSize !== undefined) checkInteger('maxTrainSize', maxTrainSize, { min: 1 });
    if (testSize !== undefined) checkInteger('testSize', testSize, { min: 1 });
    checkInteger('gap', gap, { min: 0 });
    this.#nSplits = nSplits;
    this.#maxTrainSize = maxTrainSize;
    this.#testSize = testSize;
    this.#gap = gap;
  }

  /**
   * Yields `nSplits` folds, the earliest test first.
   *
   * @param n the number of rows, more than `nSplits`
   * @param context may hold `times`, the time of each row
   * @throws TypeError if a time is no number; RangeError if one is NaN or infinite, if the first fold
   * would have no training row, or if a list of the context is not n long
   */
  split(n: number, context: SplitContext = {}): Generator<Fold> {
    this.count(n, context);
    const { times } = context;
    if (times === undefined) return foldsOfBlocks(this.#ranges(n));
    const order = chronologicalOrder(times);
    const ranges = this.#ranges(n, (rank) => times[order[rank]!]!);
    return foldsOfRanks(ranges, ranksOf(order));
  }

  /**
   * Says how many folds there are: `nSplits`.
   *
   * @throws RangeError if there are too few rows or a list of the context is not n long
   */
  count(n: number, context: SplitContext = {}): number {
    const nSplits = this.#nSplits;
    checkRows('TimeSeriesSplit', n, context, {
      rows: nSplits + 1,
      reason: `nSplits=${nSplits} tests and the first training need a row each; use a smaller nSplits`,
    });
    const testSize = this.#testSizeOf(n);
    if (n - this.#gap - testSize * nSplits < 1) {
      throw new RangeError(
        `TimeSeriesSplit with nSplits=${nSplits}, testSize=${testSize} and gap=${this.#gap} needs at ` +
          `least ${testSize * nSplits + this.#gap + 1} rows, so that the first fold has one to train on, ` +
          `but n=${n}; use a smaller nSplits, testSize or gap`,
      );
    }
    return nSplits;
  }

  /** Describes the splitter as plain JSON. */
  toJSON(): SplitterConfig {
    return {
      className: 'TimeSeriesSplit',
      config: {
        nSplits: this.#nSplits,
        ...(this.#maxTrainSize !== undefined && { maxTrainSize: this.#maxTrainSize }),
        ...(this.#testSize !== undefined && { testSize: this.#testSize }),
        gap: this.#gap,
      },
    };
  }

  #testSizeOf(n: number): number {
    return this.#testSize ?? Math.floor(n / (this.#nSplits + 1));
  }

  #ranges(n: number, timeOfRank?: (rank: number) => number): Range[] {
    const testSize = this.#testSizeOf(n);
    return Array.from({ length: this.#nSplits }, (_, fold) => {
      const testStart = n - (this.#nSplits - fold) * testSize;
      let trainEnd = testStart - this.#gap;
      if (timeOfRank) {
        const testTime = timeOfRank(testStart);
        while (trainEnd > 0 && timeOfRank(trainEnd - 1) === testTime) trainEnd--;
        if (trainEnd === 0) {
          throw new RangeError(
            `fold ${fold} of TimeSeriesSplit has no row to train on: none of the ` +
              `${testStart - this.#gap} rows before its test is earlier than ${testTime}, the time of ` +
              'its first test row; use a smaller nSplits or testSize',
          );
        }
      }
      const trainStart = Math.max(0, trainEnd - (this.#maxTrainSize ?? Infinity));
      return { trainStart, trainEnd, testStart, testEnd: testStart + testSize };
    });
  }
}

/** A fold as ranges of ranks in time, ends excluded. */
interface Range {
  readonly trainStart: number;
  readonly trainEnd: number;
  readonly testStart: number;
  readonly testEnd: number;
}

function ranksOf(order: Uint32Array): Uint32Array {
  const ranks = new Uint32Array(order.length);
  for (let rank = 0; rank < order.length; rank++) ranks[order[rank]!] = rank;
  return ranks;
}

function* foldsOfBlocks(ranges: readonly Range[]): Generator<Fold> {
  for (const { trainStart, trainEnd, testStart, testEnd } of ranges) {
    yield { train: block(trainStart, trainEnd), test: block(testStart, testEnd) };
  }
}

function block(start: number, end: number): Uint32Array {
  const rows = new Uint32Array(end - start);
  for (let i = 0; i < rows.length; i++) rows[i] = start + i;
  return rows;
}

function* foldsOfRanks(ranges: readonly Range[], ranks: Uint32Array): Generator<Fold> {
  for (const range of ranges) yield foldOfRanks(range, ranks);
}

function foldOfRanks(
  { trainStart, trainEnd, testStart, testEnd }: Range,
  ranks: Uint32Array,
): Fold {
  const train = new Uint32Array(trainEnd - trainStart);
  const test = new Uint32Array(testEnd - testStart);
  let trained = 0;
  let tested = 0;
  for (let row = 0; row < ranks.length; row++) {
    const rank = ranks[row]!;
    if (rank < trainEnd) {
      if (rank >= trainStart) train[trained++] = row;
    } else if (rank >= testStart && rank < testEnd) test[tested++] = row;
  }
  return { train, test };
}
