import { checkBoolean, createRng, type Rng, type Seed } from '@occam/core';
import { assignInBlocks, rowsOfParts, type Assignment } from './assignment.js';
import { assignByTime } from './assignByTime.js';
import { assignStratified } from './assignStratified.js';
import { assignWholeGroups } from './assignWholeGroups.js';
import { checkLength, checkRows } from './checkRows.js';
import { checkShuffleSeed } from './checkShuffleSeed.js';
import { drawSides } from './drawSides.js';
import { checkSize, rowsOfSize } from './sizes.js';

/** How {@link trainTestSplit} and {@link trainValidationTestSplit} choose rows; at most one of the lists. */
export interface HoldOutOptions {
  /**
   * Whether rows are drawn at random; if not, the first rows are for training and the last for the
   * test. Default true, or false with `times`.
   */
  readonly shuffle?: boolean | undefined;
  /** What decides the draw: a whole number or a string; only where rows are drawn. Default 0. */
  readonly seed?: Seed | undefined;
  /**
   * The class of each row (whole numbers or strings): each side gets every class in proportion, within
   * one row of its share. For a continuous target: its {@link quantileBins}.
   */
  readonly stratify?: ArrayLike<string | number> | undefined;
  /**
   * The group of each row (numbers or strings): all rows of a group go to the same side. Sizes are
   * then met as nearly as whole groups, taken in random order, allow.
   */
  readonly groups?: ArrayLike<string | number> | undefined;
  /**
   * The time of each row, in any unit and order: the test is the latest rows, the validation those
   * before. A boundary that would part rows of equal time moves to the nearer end of them.
   */
  readonly times?: ArrayLike<number> | undefined;
}

/** A side to hold out beside the training: the option that gives its size, and the size. */
export interface HeldOutSide {
  readonly option: string;
  readonly size: number;
}

/** The names of the options in {@link HoldOutOptions}. */
export const HOLD_OUT_OPTIONS = ['shuffle', 'seed', 'stratify', 'groups', 'times'] as const;

/**
 * Splits the rows once into training rows and the sides held out, in this order in time.
 *
 * @param owner the function called, for the messages
 * @returns the rows of each side, the training first, indices ascending
 * @throws TypeError or RangeError as {@link trainTestSplit} says
 */
export function holdOut(
  owner: string,
  n: number,
  heldOut: readonly HeldOutSide[],
  options: HoldOutOptions,
): Uint32Array[] {
  const { stratify, groups, times, seed } = options;
  const { shuffle = times === undefined } = options;
  checkBoolean('shuffle', shuffle);
  const checkedSeed = checkShuffleSeed(owner, shuffle, seed);
  checkRows(owner, n, {}, { rows: heldOut.length + 1, reason: 'each side needs a row' });
  const sizes = sizesOf(n, heldOut);
  checkLists(owner, n, options, shuffle);

  const rng = createRng(checkedSeed).fork('holdOut');
  const assignment = assign(sizes, { stratify, groups, times }, shuffle ? rng : undefined);
  return rowsOfParts(assignment, sizes.length);
}

function sizesOf(n: number, heldOut: readonly HeldOutSide[]): number[] {
  for (const { option, size } of heldOut) checkSize(option, size);
  const held = heldOut.map(({ size }) => rowsOfSize(size, n));
  const train = n - held.reduce((sum, rows) => sum + rows, 0);
  if (train < 1) {
    const asked = heldOut.map(({ option, size }, i) => `${option}=${size} (rows: ${held[i]})`);
    throw new RangeError(
      `${asked.join(' and ')} of n=${n} rows would leave ${Math.max(0, train)} to train on; ` +
        'hold out fewer rows',
    );
  }
  return [train, ...held];
}

function checkLists(owner: string, n: number, options: HoldOutOptions, shuffle: boolean): void {
  const lists = (['stratify', 'groups', 'times'] as const).filter(
    (name) => options[name] !== undefined,
  );
  for (const name of lists) checkLength(name, options[name], n);
  if (lists.length > 1) {
    throw new TypeError(
      `${owner} takes one of stratify, groups and times at a time, not ${lists.join(' and ')}`,
    );
  }
  const [list] = lists;
  if (list === 'times' && shuffle) {
    throw new RangeError(
      `${owner} with times is chronological, so shuffle: true has no place: leave one of them out`,
    );
  }
  if (list !== undefined && list !== 'times' && !shuffle) {
    throw new RangeError(
      `${owner} with ${list} draws rows at random, so shuffle: false has no place: leave one of them out`,
    );
  }
}

function assign(
  sizes: readonly number[],
  { stratify, groups, times }: Pick<HoldOutOptions, 'stratify' | 'groups' | 'times'>,
  rng: Rng | undefined,
): Assignment {
  if (times !== undefined) return assignByTime(sizes, times);
  if (rng === undefined) return assignInBlocks(sizes);
  if (stratify !== undefined) return assignStratified(sizes, stratify, rng);
  if (groups !== undefined) return assignWholeGroups(sizes, groups, rng);
  return drawSides(sizes, rng);
}
