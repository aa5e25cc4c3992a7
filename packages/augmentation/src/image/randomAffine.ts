import { checkOptions } from '@occam/core';
import { drawFrom, rangeOf, type Range } from '../range.js';
import type { Transform } from '../transform.js';
import { geometric } from './geometric.js';
import { aboutCentre, multiply, shift, turn } from './matrix.js';
import { SAMPLING_OPTIONS, samplingOf, type SamplingOptions } from './sampling.js';

/** What {@link randomAffine} takes. */
export interface RandomAffineOptions extends SamplingOptions {
  /** The angle in degrees, counter-clockwise: [low, high], or v for [−v, v]. Default 15. */
  degrees?: Range | undefined;
  /** How far to the right and down, in widths and heights, drawn for each: [low, high], or v for [−v, v]; within −1 … 1. Default 0.1. */
  translation?: Range | undefined;
  /** How many times as large things become: [low, high], or v for [1 − v, 1 + v]; above 0. Default 0.1. */
  scale?: Range | undefined;
  /** By how many degrees columns lean, to the right downwards: [low, high], or v for [−v, v]; between −90 and 90. Default 0. */
  shear?: Range | undefined;
}

/** An affine map: what {@link randomAffine} draws. */
export interface AffineDraw {
  /** The angle in degrees, counter-clockwise. */
  readonly degrees: number;
  /** How far to the right, in widths. */
  readonly x: number;
  /** How far down, in heights. */
  readonly y: number;
  /** How many times as large. */
  readonly scale: number;
  /** By how many degrees columns lean. */
  readonly shear: number;
}

/**
 * Moves images by an affine map about their middle: scaled, sheared, rotated, then shifted, q = R·S·s·p + t, each drawn uniformly.
 *
 * @throws TypeError or RangeError if an option is unknown, of another type or out of range
 *
 * @example
 * ```ts
 * import { augment, randomAffine } from '@occam/augmentation';
 *
 * const affine = randomAffine({ degrees: 10, translation: 0.1, scale: [0.9, 1.1], shear: 5 });
 * const pipeline = augment([affine], { seed: 1 });
 * ```
 */
export function randomAffine(options: RandomAffineOptions = {}): Transform<AffineDraw> {
  const known = ['degrees', 'translation', 'scale', 'shear', ...SAMPLING_OPTIONS];
  checkOptions('randomAffine', options, known);
  const { degrees = 15, translation = 0.1, scale = 0.1, shear = 0 } = options;
  const angles = rangeOf('degrees', degrees);
  const shares = rangeOf('translation', translation, { min: -1, max: 1 });
  const factors = rangeOf('scale', scale, { above: 0 }, 1);
  const leans = rangeOf('shear', shear, { above: -90, below: 90 });
  const sampling = samplingOf(options);
  return geometric({
    className: 'randomAffine',
    getConfig: () => ({ degrees, translation, scale, shear, ...sampling }),
    draw: (random): AffineDraw => ({
      degrees: drawFrom(random, angles),
      x: drawFrom(random, shares),
      y: drawFrom(random, shares),
      scale: drawFrom(random, factors),
      shear: drawFrom(random, leans),
    }),
    geometry: {
      sampling,
      matrix(drawn, height, width) {
        const { sin, cos } = turn(drawn.degrees);
        const lean = turn(drawn.shear);
        const t = lean.sin / lean.cos;
        const s = drawn.scale;
        // (1/s) · S⁻¹ · R⁻¹ with S⁻¹ = [1 −t; 0 1] and R⁻¹ = [cos −sin; sin cos].
        const linear = [(cos - t * sin) / s, (-sin - t * cos) / s, sin / s, cos / s] as const;
        return multiply(
          aboutCentre(linear, height, width),
          shift(drawn.x * width, drawn.y * height),
        );
      },
    },
  });
}
