import type { Rng } from '@occam/core';
import { divideProduct } from './largestRemainder.js';

/**
 * Deals classes to three sides so that each cell is within one row of its share n_c · m_s / n, while
 * every class is dealt out and every side gets exactly its size. Drawing one side after the other by
 * the largest remainder cannot promise that; rounding the whole table at once can (Bacharach 1966),
 * and at random without favouring a cell: dependent rounding (Gandhi, Khuller, Parthasarathy and
 * Srinivasan 2006).
 *
 *     cell = floor + fraction; the fractions of a row, and of a column, sum to a whole number
 *     while there is a cycle of cells with fractions strictly between 0 and 1 (row, column, row, …):
 *       along it add α to every other cell and take α from the rest, or the reverse with β, where α
 *       and β are the most that keep fractions in 0 … 1; the choice is random with odds β : α
 *     now every fraction is 0 or 1
 *
 * With three columns two rows with a fraction in the same two columns make a cycle, so it is enough to
 * remember one row for each pair of columns; what is left in the end is one cycle through three rows.
 * Fractions are kept in units of 1/n, so the arithmetic is exact.
 *
 * @param counts the rows of each class, shape [classes]; their sum is n
 * @param sizes the rows of each side; their sum is n
 * @returns the rows of each class on each side, row-major, shape [classes, 3]
 */
export function controlledRounding(
  counts: Uint32Array,
  sizes: readonly [number, number, number],
  rng: Rng,
): Uint32Array {
  const n = sizes[0] + sizes[1] + sizes[2];
  const rounded = new Uint32Array(counts.length * SIDES);
  const fractions = new Float64Array(counts.length * SIDES);
  for (let cell = 0; cell < rounded.length; cell++) {
    const count = counts[Math.floor(cell / SIDES)]!;
    const { quotient, remainder } = divideProduct(count, sizes[cell % SIDES]!, n);
    rounded[cell] = quotient;
    fractions[cell] = remainder;
  }

  function isOpen(row: number, [a, b]: Pair): boolean {
    const isFraction = (side: number) => {
      const fraction = fractions[row * SIDES + side]!;
      return fraction > 0 && fraction < n;
    };
    return isFraction(a) && isFraction(b);
  }

  /** Shifts as much as fits along a cycle of rows, each joined by a pair of columns to the next. */
  function shift(cycle: readonly (readonly [row: number, from: number, to: number])[]): void {
    let forwards = n;
    let backwards = n;
    for (const [row, from, to] of cycle) {
      const source = fractions[row * SIDES + from]!;
      const target = fractions[row * SIDES + to]!;
      forwards = Math.min(forwards, source, n - target);
      backwards = Math.min(backwards, target, n - source);
    }
    const amount = rng.next() * (forwards + backwards) < backwards ? forwards : -backwards;
    for (const [row, from, to] of cycle) {
      fractions[row * SIDES + from]! -= amount;
      fractions[row * SIDES + to]! += amount;
    }
  }

  const waiting = [NONE, NONE, NONE];
  for (let row = 0; row < counts.length; row++) {
    for (const [index, pair] of PAIRS.entries()) {
      const [a, b] = pair;
      const other = waiting[index]!;
      if (other !== NONE && isOpen(other, pair) && isOpen(row, pair)) {
        shift([[row, a, b], [other, b, a]]); // prettier-ignore
      }
      if (isOpen(row, pair)) waiting[index] = row;
    }
  }
  const [first, second, third] = waiting as [number, number, number];
  if (PAIRS.every((pair, index) => waiting[index] !== NONE && isOpen(waiting[index]!, pair))) {
    shift([[first, 0, 1], [second, 1, 2], [third, 2, 0]]); // prettier-ignore
  }
  for (let cell = 0; cell < rounded.length; cell++) if (fractions[cell] === n) rounded[cell]!++;
  return rounded;
}

type Pair = readonly [number, number];

const SIDES = 3;
const NONE = -1;
const PAIRS: readonly Pair[] = [
  [0, 1],
  [1, 2],
  [2, 0],
];
