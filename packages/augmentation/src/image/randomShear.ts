import { checkOptions } from '@occam/core';
import { drawFrom, rangeOf, type Range } from '../range.js';
import type { Transform } from '../transform.js';
import { geometric } from './geometric.js';
import { aboutCentre, turn } from './matrix.js';
import { SAMPLING_OPTIONS, samplingOf, type SamplingOptions } from './sampling.js';

/** What {@link randomShear} takes. */
export interface RandomShearOptions extends SamplingOptions {
  /** By how many degrees columns lean, to the right downwards: [low, high], or v for [−v, v]; between −90 and 90. Default 10. */
  x?: Range | undefined;
  /** By how many degrees rows lean, down to the right: [low, high], or v for [−v, v]; between −90 and 90. Default 0. */
  y?: Range | undefined;
}

/**
 * Shears images about their middle: rows slide by tan(x) of their distance from the middle, after columns have slid by tan(y).
 *
 * @throws TypeError or RangeError if an option is unknown, of another type or out of range
 *
 * @example
 * ```ts
 * import { augment, randomShear } from '@occam/augmentation';
 *
 * const pipeline = augment([randomShear({ x: 15 })], { seed: 1 });
 * ```
 */
export function randomShear(
  options: RandomShearOptions = {},
): Transform<readonly [number, number]> {
  checkOptions('randomShear', options, ['x', 'y', ...SAMPLING_OPTIONS]);
  const { x = 10, y = 0 } = options;
  const columns = rangeOf('x', x, { above: -90, below: 90 });
  const rows = rangeOf('y', y, { above: -90, below: 90 });
  const sampling = samplingOf(options);
  return geometric({
    className: 'randomShear',
    getConfig: () => ({ x, y, ...sampling }),
    draw: (random) => [drawFrom(random, columns), drawFrom(random, rows)] as const,
    geometry: {
      sampling,
      matrix([ofColumns, ofRows], height, width) {
        const tx = tangent(ofColumns);
        const ty = tangent(ofRows);
        return aboutCentre([1, -tx, -ty, 1 + tx * ty], height, width);
      },
    },
  });
}

function tangent(degrees: number): number {
  const { sin, cos } = turn(degrees);
  return sin / cos;
}
