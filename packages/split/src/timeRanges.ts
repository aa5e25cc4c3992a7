import { checkInteger, checkOptions } from '@occam/core';

/** The options of {@link TimeSeriesSplit} and {@link GroupTimeSeriesSplit}, defaults filled in. */
export interface TimeRangeOptions {
  readonly nSplits: number;
  readonly maxTrainSize: number | undefined;
  readonly testSize: number | undefined;
  readonly gap: number;
}

/** A fold as ranges of ranks in time, ends excluded. */
export interface TimeRange {
  readonly trainStart: number;
  readonly trainEnd: number;
  readonly testStart: number;
  readonly testEnd: number;
}

/** What is ranked by time. */
export interface Ranked {
  /** The splitter, for the messages. */
  readonly owner: string;
  /** How many there are. */
  readonly size: number;
  /** What they are called, for the messages. */
  readonly unit: 'row' | 'group';
}

/**
 * Checks the options of a chronological splitter and fills in the defaults.
 *
 * @throws TypeError if an option is unknown or of the wrong type, RangeError if it is out of range
 */
export function checkTimeOptions(
  owner: string,
  options: { readonly [K in keyof TimeRangeOptions]?: TimeRangeOptions[K] | undefined },
): TimeRangeOptions {
  checkOptions(owner, options, ['nSplits', 'maxTrainSize', 'testSize', 'gap']);
  const { nSplits = 10, maxTrainSize, testSize, gap = 0 } = options;
  checkInteger('nSplits', nSplits, { min: 2 });
  if (maxTrainSize !== undefined) checkInteger('maxTrainSize', maxTrainSize, { min: 1 });
  if (testSize !== undefined) checkInteger('testSize', testSize, { min: 1 });
  checkInteger('gap', gap, { min: 0 });
  return { nSplits, maxTrainSize, testSize, gap };
}

/** The options that are set, for a splitter's JSON. */
export function timeOptionsToJSON({ nSplits, maxTrainSize, testSize, gap }: TimeRangeOptions) {
  return {
    nSplits,
    ...(maxTrainSize !== undefined && { maxTrainSize }),
    ...(testSize !== undefined && { testSize }),
    gap,
  };
}

/**
 * Checks that there is enough for all tests and for the first training.
 *
 * @returns the size of each test
 * @throws RangeError if there is not
 */
export function checkTestSize(
  { owner, size, unit }: Ranked,
  { nSplits, testSize, gap }: TimeRangeOptions,
): number {
  const tested = testSize ?? Math.floor(size / (nSplits + 1));
  if (size - gap - tested * nSplits < 1) {
    throw new RangeError(
      `${owner} with nSplits=${nSplits}, testSize=${tested} and gap=${gap} needs at ` +
        `least ${tested * nSplits + gap + 1} ${unit}s, so that the first fold has one to train on, ` +
        `but n=${size}; use a smaller nSplits, testSize or gap`,
    );
  }
  return tested;
}

/**
 * Lays out the folds in the order of time: the tests are the latest nSplits · testSize rows (or groups),
 * one after the other, and each fold trains on what is earlier than its test, `gap` left out between.
 *
 * @param timeOfRank the time of each rank, ascending; what shares the time of a test's first rank is not
 * trained on
 * @throws RangeError if there is too little, or if a fold would have nothing to train on
 */
export function timeRanges(
  ranked: Ranked,
  options: TimeRangeOptions,
  timeOfRank?: (rank: number) => number,
): TimeRange[] {
  const { owner, size, unit } = ranked;
  const { nSplits, maxTrainSize = Infinity, gap } = options;
  const testSize = checkTestSize(ranked, options);
  return Array.from({ length: nSplits }, (_, fold) => {
    const testStart = size - (nSplits - fold) * testSize;
    let trainEnd = testStart - gap;
    if (timeOfRank) {
      const testTime = timeOfRank(testStart);
      while (trainEnd > 0 && timeOfRank(trainEnd - 1) === testTime) trainEnd--;
      if (trainEnd === 0) {
        const starts = unit === 'row' ? 'is' : 'begins';
        throw new RangeError(
          `fold ${fold} of ${owner} has no row to train on: none of the ` +
            `${testStart - gap} ${unit}s before its test ${starts} earlier than ${testTime}, the time of ` +
            'its first test row; use a smaller nSplits or testSize',
        );
      }
    }
    const trainStart = Math.max(0, trainEnd - maxTrainSize);
    return { trainStart, trainEnd, testStart, testEnd: testStart + testSize };
  });
}
