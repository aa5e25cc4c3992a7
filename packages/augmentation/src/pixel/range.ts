import { checkNumber, describe, type Bounds } from '@occam/core';

/** One number, or the two between which a number is drawn uniformly. */
export type Range = number | readonly [number, number];

/**
 * Checks a range and gives its ends.
 *
 * @param bounds what both ends must keep to
 * @param spread what one number stands for; by default that number alone
 * @throws TypeError if it is neither a number nor two, RangeError if an end is out of bounds or they are in the wrong order
 */
export function rangeOf(
  name: string,
  value: Range,
  bounds: Bounds,
  spread: (value: number) => readonly [number, number] = (only) => [only, only],
): readonly [low: number, high: number] {
  if (!Array.isArray(value)) {
    if (typeof value !== 'number') {
      throw new TypeError(`${name} must be a number or [low, high], not ${describe(value)}`);
    }
    checkNumber(name, value, bounds);
    return spread(value);
  }
  const [low, high] = value as readonly number[];
  if (value.length !== 2) {
    throw new TypeError(`${name} must be a number or [low, high], not ${value.length} numbers`);
  }
  checkNumber(`${name}[0]`, low, bounds);
  checkNumber(`${name}[1]`, high, bounds);
  if (low > high) {
    throw new RangeError(`${name} must be [low, high] with low ≤ high, not [${low}, ${high}]`);
  }
  return [low, high];
}

/**
 * Checks the range of a factor whose neutral value is 1: one number s stands for max(0, 1 − s) … 1 + s, as in torchvision.
 *
 * @throws as {@link rangeOf}
 */
export function factorsOf(name: string, value: Range): readonly [low: number, high: number] {
  return rangeOf(name, value, { min: 0 }, (s) => [Math.max(0, 1 - s), 1 + s]);
}
