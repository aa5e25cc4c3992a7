import { checkRows } from './checkRows.js';
import { chronologicalOrder } from './chronologicalOrder.js';
import type { Fold, SplitContext, Splitter, SplitterConfig } from './splitter.js';
import {
  checkTestSize,
  checkTimeOptions,
  timeOptionsToJSON,
  timeRanges,
  type Ranked,
  type TimeRange,
  type TimeRangeOptions,
} from './timeRanges.js';

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
  readonly #options: TimeRangeOptions;

  /** @throws TypeError if an option is unknown or of the wrong type, RangeError if it is out of range */
  constructor(options: TimeSeriesSplitOptions = {}) {
    this.#options = checkTimeOptions('TimeSeriesSplit', options);
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
    const rows = ranked(n);
    if (times === undefined) return foldsOfBlocks(timeRanges(rows, this.#options));
    const order = chronologicalOrder(times);
    const ranges = timeRanges(rows, this.#options, (rank) => times[order[rank]!]!);
    return foldsOfRanks(ranges, ranksOf(order));
  }

  /**
   * Says how many folds there are: `nSplits`.
   *
   * @throws RangeError if there are too few rows or a list of the context is not n long
   */
  count(n: number, context: SplitContext = {}): number {
    const { nSplits } = this.#options;
    checkRows('TimeSeriesSplit', n, context, {
      rows: nSplits + 1,
      reason: `nSplits=${nSplits} tests and the first training need a row each; use a smaller nSplits`,
    });
    checkTestSize(ranked(n), this.#options);
    return nSplits;
  }

  /** Describes the splitter as plain JSON. */
  toJSON(): SplitterConfig {
    return { className: 'TimeSeriesSplit', config: timeOptionsToJSON(this.#options) };
  }
}

const ranked = (size: number): Ranked => ({ owner: 'TimeSeriesSplit', size, unit: 'row' });

function ranksOf(order: Uint32Array): Uint32Array {
  const ranks = new Uint32Array(order.length);
  for (let rank = 0; rank < order.length; rank++) ranks[order[rank]!] = rank;
  return ranks;
}

function* foldsOfBlocks(ranges: readonly TimeRange[]): Generator<Fold> {
  for (const { trainStart, trainEnd, testStart, testEnd } of ranges) {
    yield { train: block(trainStart, trainEnd), test: block(testStart, testEnd) };
  }
}

function block(start: number, end: number): Uint32Array {
  const rows = new Uint32Array(end - start);
  for (let i = 0; i < rows.length; i++) rows[i] = start + i;
  return rows;
}

function* foldsOfRanks(ranges: readonly TimeRange[], ranks: Uint32Array): Generator<Fold> {
  for (const range of ranges) yield foldOfRanks(range, ranks);
}

function foldOfRanks(
  { trainStart, trainEnd, testStart, testEnd }: TimeRange,
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
