import { createRng, describe, type Rng } from '@occam/core';

/** Numbers in float64 with a shape, for formulas that are as plain as can be. */
export interface TestArray {
  /** The elements, the last axis fastest. */
  readonly data: Float64Array;
  /** The shape. */
  readonly shape: readonly number[];
}

/** Draws an array; its elements are float32 numbers, so that a tensor holds the same. */
export function drawArray(
  shape: readonly number[],
  seed: string,
  draw: (rng: Rng) => number,
): TestArray {
  const rng = createRng(seed);
  const size = shape.reduce((product, n) => product * n, 1);
  return { data: Float64Array.from({ length: size }, () => Math.fround(draw(rng))), shape };
}

/** The gradient of a function by central differences in float64: (f(x + h) − f(x − h)) / 2h for each element. */
export function centralDifferences(
  f: (x: TestArray) => number,
  { data, shape }: TestArray,
): Float64Array {
  const step = 1e-5;
  return data.map((value, i) => {
    const moved = data.slice();
    moved[i] = value + step;
    const above = f({ data: moved, shape });
    moved[i] = value - step;
    return (above - f({ data: moved, shape })) / (2 * step);
  });
}

/**
 * Checks numbers within 1e-5 + 1e-4·|want|, what float32 leaves of a sum of some hundred terms.
 *
 * @throws Error naming the first element that is too far away
 */
export function expectNear(what: string, got: ArrayLike<number>, want: ArrayLike<number>): void {
  if (got.length !== want.length) {
    throw new Error(`${what} must have ${want.length} elements, not ${got.length}`);
  }
  for (let i = 0; i < want.length; i++) {
    if (!(Math.abs(got[i]! - want[i]!) <= 1e-5 + 1e-4 * Math.abs(want[i]!))) {
      throw new Error(`${what} must be ${want[i]} at element ${i}, not ${got[i]}`);
    }
  }
}

/**
 * Checks numbers within an absolute bound.
 *
 * @throws Error naming the first element that is too far away
 */
export function expectWithin(
  what: string,
  got: ArrayLike<number>,
  want: ArrayLike<number>,
  bound: number,
): void {
  if (got.length !== want.length) {
    throw new Error(`${what} must have ${want.length} elements, not ${got.length}`);
  }
  for (let i = 0; i < want.length; i++) {
    if (Math.abs(got[i]! - want[i]!) <= bound) continue;
    throw new Error(`${what} must be ${want[i]} within ${bound} at element ${i}, not ${got[i]}`);
  }
}

/** Checks that a call throws a TypeError or RangeError with a message. */
export function expectRefused(what: string, call: () => unknown, message: RegExp): void {
  let error: unknown;
  try {
    call();
  } catch (thrown) {
    error = thrown;
  }
  if (!(error instanceof TypeError || error instanceof RangeError)) {
    throw new Error(`${what} must be refused by a TypeError or RangeError, not ${describe(error)}`);
  }
  if (!message.test(error.message)) {
    throw new Error(
      `${what} must be refused with a message like ${message}, not '${error.message}'`,
    );
  }
}
