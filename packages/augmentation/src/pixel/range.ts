import { checkNumber, type Bounds } from '@occam/core';
import { rangeOf, type Range } from '../range.js';

/**
 * Reads a range in which one number stands for itself.
 *
 * @throws TypeError or RangeError if it is neither a number nor [low, high], or an end is out of bounds
 */
export function valuesOf(name: string, range: Range, bounds: Bounds): readonly [number, number] {
  if (typeof range !== 'number') return rangeOf(name, range, bounds);
  checkNumber(name, range, bounds);
  return [range, range];
}

/** The same for whole numbers. */
export function wholeOf(name: string, range: Range, bounds: Bounds): readonly [number, number] {
  const ends = valuesOf(name, range, bounds);
  if (ends.every(Number.isInteger)) return ends;
  throw new RangeError(`${name} must be whole, not ${JSON.stringify(range)}`);
}

/**
 * Reads a range of factors, at least 0; one number s stands for max(0, 1 − s) … 1 + s, as in torchvision.
 *
 * @throws as {@link valuesOf}
 */
export function factorsOf(name: string, range: Range): readonly [number, number] {
  if (typeof range !== 'number') return rangeOf(name, range, { min: 0 }, 1);
  checkNumber(name, range, { min: 0 });
  return [Math.max(0, 1 - range), 1 + range];
}
