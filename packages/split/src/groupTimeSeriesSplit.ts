import { checkRows } from './checkRows.js';
import { checkTime, chronologicalOrder } from './chronologicalOrder.js';
import { groupsOfContext } from './groupsOfContext.js';
import type { Fold, SplitContext, Splitter, SplitterConfig } from './splitter.js';
import {
  checkTimeOptions,
  timeOptionsToJSON,
  timeRanges,
  type TimeRange,
  type TimeRangeOptions,
} from './timeRanges.js';

/** The options of {@link GroupTimeSeriesSplit}. */
export interface GroupTimeSeriesSplitOptions {
  /** The number of folds, a whole number from 2. Default 10. */
  readonly nSplits?: number | undefined;
  /** The most groups to train on, the latest ones, a whole number from 1. Default: all before the test. */
  readonly maxTrainSize?: number | undefined;
  /** The number of groups in each test, a whole number from 1. Default: ⌊groups/(nSplits + 1)⌋. */
  readonly testSize?: number | undefined;
  /** The number of groups left out between training and test, a whole number from 0. Default 0. */
  readonly gap?: number | undefined;
}

/**
 * Splits whole groups in the order of time: no group is on both sides of a fold, and every training row is
 * earlier than every test row. For sessions, days, or patients who come one after the other.
 *
 *     rank the groups by their earliest row
 *     the tests are the latest nSplits · testSize groups, one after the other, with all of their rows
 *     a fold trains on the groups before its test (and the gap), but only on rows earlier than its first
 *     test row: of a group that reaches into the time of the test, the rest is left out
 *
 * Sizes count groups. Without `times` the rows are taken to be in order. If each row is a group of its own
 * this is {@link TimeSeriesSplit}; scikit-learn has no such splitter. Where all groups run all the time
 * (shops, sensors) the first fold has nothing to train on, which is an error: there, TimeSeriesSplit tells
 * how well known groups are forecast, GroupKFold how well new ones are.
 *
 * @example
 * ```ts
 * import { GroupTimeSeriesSplit } from '@occam/split';
 *
 * const groups = ['mon', 'mon', 'tue', 'tue', 'wed', 'thu'];
 * for (const { train, test } of new GroupTimeSeriesSplit({ nSplits: 3 }).split(6, { groups })) {
 *   console.log([...train], [...test]); // [0, 1] [2, 3], then [0 … 3] [4], then [0 … 4] [5]
 * }
 * ```
 */
export class GroupTimeSeriesSplit implements Splitter {
  readonly #options: TimeRangeOptions;

  /** @throws TypeError if an option is unknown or of the wrong type, RangeError if it is out of range */
  constructor(options: GroupTimeSeriesSplitOptions = {}) {
    this.#options = checkTimeOptions('GroupTimeSeriesSplit', options);
  }

  /**
   * Yields `nSplits` folds, the earliest test first.
   *
   * @param n the number of rows, more than `nSplits`
   * @param context needs `groups`, the group of each row, and may hold `times`, the time of each row
   * @throws TypeError if there are no groups, one is neither number nor string or a time is no number;
   * RangeError if one is NaN or infinite, if there are too few groups, if a fold would have no training
   * row, or if a list of the context is not n long
   */
  split(n: number, context: SplitContext = {}): Generator<Fold> {
    this.count(n, context);
    const { times } = context;
    const owner = 'GroupTimeSeriesSplit';
    const { codes, values } = groupsOfContext(owner, context, {
      least: this.#options.nSplits + 1,
      reason: this.#reason('group'),
      otherwise: 'TimeSeriesSplit',
    });
    const timeOfRow = times === undefined ? (row: number) => row : (row: number) => times[row]!;
    const starts = new Float64Array(values.length).fill(Infinity);
    for (let row = 0; row < n; row++) {
      const time = timeOfRow(row);
      checkTime(time, row);
      if (time < starts[codes[row]!]!) starts[codes[row]!] = time;
    }
    const order = chronologicalOrder(starts);
    const startOfRank = (rank: number) => starts[order[rank]!]!;
    const ranked = { owner, size: values.length, unit: 'group' } as const;
    const ranges = timeRanges(ranked, this.#options, startOfRank);
    const rankOf = new Uint32Array(order.length);
    for (let rank = 0; rank < order.length; rank++) rankOf[order[rank]!] = rank;
    return folds(ranges, { codes, rankOf, timeOfRow, startOfRank });
  }

  /**
   * Says how many folds there are: `nSplits`.
   *
   * @throws RangeError if there are too few rows or a list of the context is not n long
   */
  count(n: number, context: SplitContext = {}): number {
    const { nSplits } = this.#options;
    const reason = this.#reason('row');
    checkRows('GroupTimeSeriesSplit', n, context, { rows: nSplits + 1, reason });
    return nSplits;
  }

  /** Describes the splitter as plain JSON. */
  toJSON(): SplitterConfig {
    return { className: 'GroupTimeSeriesSplit', config: timeOptionsToJSON(this.#options) };
  }

  #reason(unit: string): string {
    const { nSplits } = this.#options;
    return `nSplits=${nSplits} tests and the first training need a ${unit} each; use a smaller nSplits`;
  }
}

/** The groups by time: each row's group, each group's rank, and when rows and groups begin. */
interface GroupsInTime {
  readonly codes: Uint32Array;
  readonly rankOf: Uint32Array;
  readonly timeOfRow: (row: number) => number;
  readonly startOfRank: (rank: number) => number;
}

function* folds(ranges: readonly TimeRange[], groups: GroupsInTime): Generator<Fold> {
  for (const range of ranges) yield foldOf(range, groups);
}

function foldOf(
  { trainStart, trainEnd, testStart, testEnd }: TimeRange,
  { codes, rankOf, timeOfRow, startOfRank }: GroupsInTime,
): Fold {
  const testTime = startOfRank(testStart);
  const train = new Uint32Array(codes.length);
  const test = new Uint32Array(codes.length);
  let trained = 0;
  let tested = 0;
  for (let row = 0; row < codes.length; row++) {
    const rank = rankOf[codes[row]!]!;
    if (rank >= testStart && rank < testEnd) test[tested++] = row;
    else if (rank >= trainStart && rank < trainEnd && timeOfRow(row) < testTime) {
      train[trained++] = row;
    }
  }
  return { train: train.slice(0, trained), test: test.slice(0, tested) };
}
