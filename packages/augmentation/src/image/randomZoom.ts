import { checkBoolean, checkOptions } from '@occam/core';
import { drawFrom, rangeOf, type Range } from '../range.js';
import type { Transform } from '../transform.js';
import { geometric } from './geometric.js';
import { aboutCentre } from './matrix.js';
import { SAMPLING_OPTIONS, samplingOf, type SamplingOptions } from './sampling.js';

/** What {@link randomZoom} takes. */
export interface RandomZoomOptions extends SamplingOptions {
  /** How many times as large things become: [low, high], or v for [1 − v, 1 + v]; above 0. Default 0.1. */
  factor?: Range | undefined;
  /** Whether width and height are zoomed alike. Default true. */
  keepRatio?: boolean | undefined;
}

/**
 * Zooms images about their middle: a factor of 2 shows the middle quarter twice as large. (Keras' factors are of the part that is seen,
 * so that a positive one makes things smaller.)
 *
 * @throws TypeError or RangeError if an option is unknown, of another type or out of range
 *
 * @example
 * ```ts
 * import { augment, randomZoom } from '@occam/augmentation';
 *
 * const pipeline = augment([randomZoom({ factor: [0.9, 1.2] })], { seed: 1 });
 * ```
 */
export function randomZoom(options: RandomZoomOptions = {}): Transform<readonly [number, number]> {
  checkOptions('randomZoom', options, ['factor', 'keepRatio', ...SAMPLING_OPTIONS]);
  const { factor = 0.1, keepRatio = true } = options;
  const range = rangeOf('factor', factor, { above: 0 }, 1);
  checkBoolean('keepRatio', keepRatio);
  const sampling = samplingOf(options);
  return geometric({
    className: 'randomZoom',
    getConfig: () => ({ factor, keepRatio, ...sampling }),
    draw(random) {
      const x = drawFrom(random, range);
      return [x, keepRatio ? x : drawFrom(random, range)] as const;
    },
    geometry: {
      sampling,
      matrix: ([x, y], height, width) => aboutCentre([1 / x, 0, 0, 1 / y], height, width),
    },
  });
}
