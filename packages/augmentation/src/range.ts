import { checkNumber, describe, type Bounds } from '@occam/core';
import type { SampleRandom } from './sampleRandom.js';

/** Where a magnitude is drawn from, uniformly: between two numbers, or within one of what changes nothing. */
export type Range = number | readonly [number, number];

/**
 * Reads a range, [low, high]; one number v is [centre − v, centre + v].
 *
 * @param name the option's name, for messages
 * @param bounds what the ends must keep to
 * @param centre what changes nothing: 0 for what is added, 1 for what multiplies
 * @throws TypeError or RangeError if it is neither, or an end is out of bounds
 */
export function rangeOf(
  name: string,
  range: Range,
  bounds: Bounds = {},
  centre = 0,
): readonly [number, number] {
  if (typeof range === 'number') {
    checkNumber(name, range, widthsOf(bounds, centre));
    return [centre - range, centre + range];
  }
  if (!Array.isArray(range) || range.length !== 2) {
    throw new TypeError(`${name} must be a number or [low, high], not ${describe(range)}`);
  }
  const [low, high] = range as readonly [number, number];
  checkNumber(`${name}[0]`, low, bounds);
  checkNumber(`${name}[1]`, high, bounds);
  if (low > high) {
    throw new RangeError(`${name} must be [low, high], not [${low}, ${high}]: swap the ends`);
  }
  return [low, high];
}

/** How far from the centre both ends keep to the bounds. */
function widthsOf({ min, max, above, below }: Bounds, centre: number): Bounds {
  const least = (...widths: number[]) => {
    const smallest = Math.min(...widths);
    return smallest === Infinity ? undefined : smallest;
  };
  return {
    min: 0,
    max: least(centre - (min ?? -Infinity), (max ?? Infinity) - centre),
    below: least(centre - (above ?? -Infinity), (below ?? Infinity) - centre),
  };
}

/** Draws from a range; one without width takes no random number away from the others. */
export function drawFrom(random: SampleRandom, [low, high]: readonly [number, number]): number {
  return low === high ? low : random.uniform(low, high);
}
