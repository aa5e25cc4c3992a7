import { checkOptions } from '@occam/core';
import { drawFrom, rangeOf, type Range } from '../range.js';
import type { Transform } from '../transform.js';
import { geometric } from './geometric.js';
import { shift } from './matrix.js';
import { SAMPLING_OPTIONS, samplingOf, type SamplingOptions } from './sampling.js';

/** What {@link randomTranslation} takes. */
export interface RandomTranslationOptions extends SamplingOptions {
  /** How far to the right, in widths: [low, high], or v for [−v, v]; within −1 … 1. Default 0.1. */
  x?: Range | undefined;
  /** How far down, in heights: [low, high], or v for [−v, v]; within −1 … 1. Default 0.1. */
  y?: Range | undefined;
}

/**
 * Shifts images by a share of their width and height, drawn uniformly.
 *
 * @throws TypeError or RangeError if an option is unknown, of another type or out of range
 *
 * @example
 * ```ts
 * import { augment, randomTranslation } from '@occam/augmentation';
 *
 * const pipeline = augment([randomTranslation({ x: 0.1, y: 0.1, fillMode: 'constant' })], { seed: 1 });
 * ```
 */
export function randomTranslation(
  options: RandomTranslationOptions = {},
): Transform<readonly [number, number]> {
  checkOptions('randomTranslation', options, ['x', 'y', ...SAMPLING_OPTIONS]);
  const { x = 0.1, y = 0.1 } = options;
  const right = rangeOf('x', x, { min: -1, max: 1 });
  const down = rangeOf('y', y, { min: -1, max: 1 });
  const sampling = samplingOf(options);
  return geometric({
    className: 'randomTranslation',
    getConfig: () => ({ x, y, ...sampling }),
    draw: (random) => [drawFrom(random, right), drawFrom(random, down)] as const,
    geometry: {
      sampling,
      matrix: ([dx, dy], height, width) => shift(dx * width, dy * height),
    },
  });
}
