import { checkNumber, checkOptions } from '@occam/core';
import { drawFrom, rangeOf, type Range } from '../range.js';
import type { Transform } from '../transform.js';
import { geometric } from './geometric.js';
import { aboutCentre, turn } from './matrix.js';
import { SAMPLING_OPTIONS, samplingOf, type SamplingOptions } from './sampling.js';

/** What {@link randomRotation} takes. */
export interface RandomRotationOptions extends SamplingOptions {
  /** The angle in degrees, counter-clockwise: [low, high], or v for [−v, v]. Default 15. */
  degrees?: Range | undefined;
  /** Angles are multiples of it, in degrees; 0 for any angle. Default 0. */
  step?: number | undefined;
}

/**
 * Rotates images about their middle by an angle drawn uniformly. Multiples of 90° are exact on square images, as in
 * `randomRotation({ degrees: [0, 270], step: 90 })`.
 *
 * @throws TypeError or RangeError if an option is unknown, of another type or out of range
 *
 * @example
 * ```ts
 * import { augment, randomRotation } from '@occam/augmentation';
 *
 * const pipeline = augment([randomRotation({ degrees: 15 })], { seed: 1 });
 * ```
 */
export function randomRotation(options: RandomRotationOptions = {}): Transform<number> {
  checkOptions('randomRotation', options, ['degrees', 'step', ...SAMPLING_OPTIONS]);
  const { degrees = 15, step = 0 } = options;
  const range = rangeOf('degrees', degrees);
  checkNumber('step', step, { min: 0 });
  const [first, last] =
    step > 0 ? [Math.ceil(range[0] / step), Math.floor(range[1] / step)] : [0, 0];
  if (first > last) {
    throw new RangeError(
      `no multiple of step ${step} lies between ${range[0]} and ${range[1]} degrees: widen degrees`,
    );
  }
  const sampling = samplingOf(options);
  return geometric({
    className: 'randomRotation',
    getConfig: () => ({ degrees, step, ...sampling }),
    draw: (random) =>
      step > 0 ? step * (first + random.int(last - first + 1)) : drawFrom(random, range),
    geometry: {
      sampling,
      matrix(angle, height, width) {
        const { sin, cos } = turn(angle);
        return aboutCentre([cos, -sin, sin, cos], height, width);
      },
    },
  });
}
