import { checkInteger, checkOptions, describe, type NdArray } from '@occam/core';
import type { Fold } from '../splitter.js';
import { distinctRows } from './distinctRows.js';
import { nearRows } from './nearRows.js';
import { createPacer } from './pacer.js';
import { pairList } from './pairList.js';
import { checkSearch, SEARCH_OPTIONS, type DuplicateSearchOptions } from './searchOptions.js';

/** The options of {@link findLeakage}. */
export interface FindLeakageOptions extends DuplicateSearchOptions {}

/**
 * Pairs of a training row and a test row that are (nearly) the same, ascending by the training row, then
 * by the test row. Every row that has a duplicate on the other side is in a pair.
 *
 * Of rows on one side that are equal, the first is in a pair with every near value of the other side
 * (with the first row of that), and each further one in a single pair, with the nearest.
 */
export interface Leakage {
  /** The training row of each pair, shape [pairs]. */
  readonly train: Uint32Array;
  /** The test row of each pair, shape [pairs]. */
  readonly test: Uint32Array;
  /** The Euclidean distance of each pair, in float64, shape [pairs]. */
  readonly distances: Float64Array;
}

/**
 * Finds test rows that a model has seen in training: pairs across the two sides of a fold with
 * ‖xᵢ − xⱼ‖₂ ≤ distance. It searches as {@link findDuplicates} does, with recall 1 and no false pair, but
 * never within a side. A row that is on both sides is a pair with itself.
 *
 * @param x rows of finite numbers, shape [n, …]
 * @param fold the rows of both sides; a side may be empty, and rows may be on neither
 * @throws TypeError or RangeError if x is no NdArray, the fold holds a row that x has not, a row of the
 * fold is not finite, or an option is wrong; RangeError if more than 20 million pairs are found;
 * `signal.reason` if aborted
 *
 * @example
 * ```ts
 * import { ndarray } from '@occam/core';
 * import { findLeakage, KFold } from '@occam/split';
 *
 * const x = ndarray(new Float32Array([1, 2, 3, 1]), [4, 1]);
 * for (const fold of new KFold({ nSplits: 2 }).split(4)) {
 *   const { train, test } = await findLeakage(x, fold); // rows 3 and 0, then 0 and 3
 * }
 * ```
 */
export async function findLeakage(
  x: NdArray,
  fold: Fold,
  options: FindLeakageOptions = {},
): Promise<Leakage> {
  checkOptions('findLeakage', options, SEARCH_OPTIONS);
  const { distance = 0, onProgress } = options;
  const n = checkSearch(x, options);
  if (typeof fold !== 'object' || fold === null) {
    throw new TypeError(`fold must be { train, test }, as splitters yield, not ${describe(fold)}`);
  }
  const train = checkSide('fold.train', fold.train, n);
  const test = checkSide('fold.test', fold.test, n);
  const pacer = createPacer(options);
  const found = pairList('take a smaller distance');

  const both = new Uint32Array(train.length + test.length);
  both.set(train);
  both.set(test, train.length);
  const { values, firsts } = distinctRows(x, both);
  const left = representatives(train, values, firsts.length);
  const right = representatives(test, values.subarray(train.length), firsts.length);

  function add(leftPosition: number, rightPosition: number, between: number): void {
    const trainRow = left.rows[leftPosition]!;
    const testRow = right.rows[rightPosition]!;
    found.add(trainRow, testRow, between);
    left.offer(leftPosition, testRow, between);
    right.offer(rightPosition, trainRow, between);
  }

  for (let value = 0; value < firsts.length; value++) {
    const leftPosition = left.positions[value]!;
    const rightPosition = right.positions[value]!;
    if (leftPosition !== NONE && rightPosition !== NONE) add(leftPosition, rightPosition, 0);
  }
  if (distance > 0 && left.rows.length > 0 && right.rows.length > 0) {
    // Different values are never at distance 0, and equal ones are done.
    const visit = (a: number, b: number, between: number) => {
      if (between > 0) add(a, b, between);
    };
    await nearRows(x, left.rows, right.rows, distance, { visit }, pacer);
  }
  left.forCopies((row, partner, between) => found.add(row, partner, between));
  right.forCopies((row, partner, between) => found.add(partner, row, between));
  onProgress?.(1);
  const pairs = found.sorted();
  return { train: pairs.left, test: pairs.right, distances: pairs.distances };
}

/** The distinct rows of a side, each with its nearest partner on the other side. */
function representatives(side: Uint32Array, values: Uint32Array, count: number) {
  const positions = new Uint32Array(count).fill(NONE);
  const rows: number[] = [];
  for (let i = 0; i < side.length; i++) {
    if (positions[values[i]!] !== NONE) continue;
    positions[values[i]!] = rows.length;
    rows.push(side[i]!);
  }
  const partners = new Uint32Array(rows.length);
  const nearest = new Float64Array(rows.length).fill(Infinity);
  return {
    rows: Uint32Array.from(rows),
    /** Where the row of each value is among `rows`. */
    positions,
    /** Takes note of a partner; of equally near ones the first row counts. */
    offer(position: number, partner: number, distance: number): void {
      if (distance > nearest[position]!) return;
      if (distance === nearest[position] && partner > partners[position]!) return;
      nearest[position] = distance;
      partners[position] = partner;
    },
    /** Calls back for each row that is equal to an earlier one and has a partner. */
    forCopies(callback: (row: number, partner: number, distance: number) => void): void {
      for (let i = 0; i < side.length; i++) {
        const position = positions[values[i]!]!;
        if (rows[position] === side[i] || nearest[position] === Infinity) continue;
        callback(side[i]!, partners[position]!, nearest[position]!);
      }
    },
  };
}

function checkSide(name: string, side: unknown, n: number): Uint32Array {
  if (!Array.isArray(side) && !ArrayBuffer.isView(side)) {
    throw new TypeError(`${name} must be an array of rows, not ${describe(side)}`);
  }
  const rows = side as unknown as ArrayLike<number>;
  const seen = new Uint8Array(n);
  for (let i = 0; i < rows.length; i++) {
    checkInteger(`${name}[${i}]`, rows[i], { min: 0, max: n - 1 });
    if (seen[rows[i]!]) throw new RangeError(`${name} holds row ${rows[i]} twice`);
    seen[rows[i]!] = 1;
  }
  return Uint32Array.from(rows);
}

const NONE = 2 ** 32 - 1;
