import { createRng, takeRows, type NdArray } from '@occam/core';
import type { TestedRows, TestedTransform, TestTransformOptions } from './testTransformOptions.js';

/** Rows of three classes. */
export interface TestRows extends TestedRows {
  /** The classes, [n]. */
  readonly y: NdArray;
  /** How many classes there are. */
  readonly classCount: number;
}

/** How many rows the suite varies. */
export const ROWS = 7;

const CLASSES = 3;

/** The shapes of a row to try. */
export function shapesOf<Options>(
  { shapes }: TestTransformOptions<Options>,
  { on }: TestedTransform,
): readonly (readonly number[])[] {
  if (shapes) return shapes;
  return on === 'image'
    ? [
        [6, 6, 3],
        [5, 8, 1],
      ]
    : [[6]];
}

/**
 * Draws rows: of a range from within it and often at its ends, of images from 0 … 1, else standard normal ones.
 *
 * @param n how many; the first class has about half of them
 */
export function drawRows(
  n: number,
  shape: readonly number[],
  range: readonly [number, number] | undefined,
): TestRows {
  const rng = createRng('testTransform');
  const [low, high] = range ?? [0, 1];
  const draw = () => {
    if (!range && shape.length < 3) return rng.normal();
    const place = rng.int(8);
    return place === 0 ? low : place === 1 ? high : low + (high - low) * rng.next();
  };
  const width = shape.reduce((product, length) => product * length, 1);
  const data = Float32Array.from({ length: n * width }, draw);
  const labels = Int32Array.from({ length: n }, (_, row) => Math.max((row % 4) - 1, 0));
  return {
    x: { data, shape: [n, ...shape] },
    y: { data: labels, shape: [n] },
    classCount: CLASSES,
  };
}

/** The numbers 0 … n − 1. */
export function firstRows(n: number): Uint32Array {
  return Uint32Array.from({ length: n }, (_, row) => row);
}

/** Classes as shares, all but the last row with half of another class. */
export function softened({ data, shape: [n = 0] }: NdArray): NdArray {
  const soft = new Float32Array(n * CLASSES);
  data.forEach((label, row) => {
    soft[row * CLASSES + label]! += 0.5;
    soft[row * CLASSES + ((row + 1 < n ? label + 1 : label) % CLASSES)]! += 0.5;
  });
  return { data: soft, shape: [n, CLASSES] };
}

/** What the pipeline gave to a transform, and what it made of it. */
interface Call {
  readonly rows: TestedRows;
  readonly drawn: readonly unknown[];
  readonly source: unknown;
}

/** A transform that does no more than `draw` and `apply`, and keeps what they are called with. */
export function recorded(transform: TestedTransform): {
  transform: TestedTransform;
  calls: Call[];
} {
  const calls: Call[] = [];
  return {
    calls,
    transform: {
      className: transform.className,
      on: transform.on,
      getConfig: () => transform.getConfig(),
      draw: (random, source) => transform.draw(random, source),
      apply(rows: TestedRows, drawn, source) {
        calls.push({ rows, drawn, source });
        return transform.apply(rows, drawn, source);
      },
    },
  };
}

/**
 * Checks rows to the bit.
 *
 * @throws Error naming the first element that differs
 */
export function expectSameRows(what: string, got: TestedRows, want: TestedRows): void {
  expectSameArray(`x ${what}`, got.x, want.x);
  if (got.y || want.y) expectSameArray(`y ${what}`, got.y, want.y);
}

function expectSameArray(what: string, got: NdArray | undefined, want: NdArray | undefined): void {
  if (!got || !want) {
    throw new Error(`${what} must ${want ? '' : 'not '}be there`);
  }
  if (got.shape.join() !== want.shape.join() || got.data.length !== want.data.length) {
    throw new Error(
      `${what} must have the shape [${want.shape.join(', ')}], not [${got.shape.join(', ')}] and ${got.data.length} elements`,
    );
  }
  // −0 is 0 here: a product with 0 may have either sign.
  const at = want.data.findIndex((value, i) => value !== got.data[i]);
  if (at >= 0) {
    throw new Error(
      `${what} must be the same to the bit, but element ${at} is ${got.data[at]}, not ${want.data[at]}`,
    );
  }
}

/** Whether two batches of rows are the same to the bit. */
export function sameRows(a: TestedRows, b: TestedRows): boolean {
  try {
    expectSameRows('', a, b);
    return true;
  } catch {
    return false;
  }
}

/** Copies rows, so that what becomes of them can be seen. */
export function copyRows({ x, y }: TestedRows): TestedRows {
  const copy = ({ data, shape }: NdArray): NdArray => ({ data: data.slice(), shape: [...shape] });
  return { x: copy(x), ...(y && { y: copy(y) }) };
}

/** Some of the rows, in another order. */
export function pick({ x, y }: TestedRows, rows: readonly number[]): TestedRows {
  return { x: takeRows(x, rows), y: y && takeRows(y, rows) };
}

/**
 * Checks that varied rows have the shape of those given, finite numbers, and the targets that the transform promises.
 *
 * @throws Error naming what is wrong
 */
export function checkRows(varied: TestedRows, given: TestedRows, targets: 'kept' | 'mixed'): void {
  const { x, y } = varied;
  if (x.shape.join() !== given.x.shape.join() || x.data.length !== given.x.data.length) {
    throw new Error(
      `the shape of x must stay [${given.x.shape.join(', ')}], not become [${x.shape.join(', ')}]`,
    );
  }
  const bad = x.data.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw new Error(`element ${bad} of x is ${x.data[bad]}`);
  if (targets === 'kept' || !given.y)
    return expectSameRows('of targets', { x, y }, { x, y: given.y });
  if (y?.shape[0] !== x.shape[0]) throw new Error('there must be targets, one a row');
  const classCount = (given as Partial<TestRows>).classCount ?? 0;
  if (classCount === 0) return;
  if (y?.shape.join() !== [x.shape[0], classCount].join()) {
    throw new Error(
      `targets must be of the shape [n, ${classCount}], not [${y?.shape.join(', ')}]`,
    );
  }
  for (let row = 0; row < x.shape[0]!; row++) {
    const shares = [...y!.data.subarray(row * classCount, (row + 1) * classCount)];
    const sum = shares.reduce((total, share) => total + share, 0);
    if (!(Math.abs(sum - 1) < 1e-6) || shares.some((share) => share < 0)) {
      throw new Error(`the targets of row ${row} must be shares of 1, not [${shares.join(', ')}]`);
    }
  }
}
