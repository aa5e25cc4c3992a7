import { checkInteger, checkNumber, checkOptions } from '@occam/core';
import { oneOf, type OneOfDrawn } from '../combine/oneOf.js';
import { repeat } from '../combine/repeat.js';
import { SAMPLING_OPTIONS } from '../image/sampling.js';
import type { Transform } from '../transform.js';
import { OPERATIONS, operationsOf, type MagnitudeSpace } from './operations.js';
import { policySampling, type PolicySampling } from './policySampling.js';

/** What {@link randAugment} takes. */
export interface RandAugmentOptions extends PolicySampling {
  /** How many operations each image goes through, the paper's N. Default 2. */
  count?: number | undefined;
  /** How strong they are, 0 … 30, the paper's M. Default 9. */
  magnitude?: number | undefined;
}

/** The ranges of RandAugment. */
export const RAND_AUGMENT_SPACE: MagnitudeSpace = {
  shear: (level) => 0.3 * level,
  pixels: (level, length) => (150 / 331) * length * level,
  degrees: (level) => 30 * level,
  factor: (level, sign) => 1 + sign * 0.9 * level,
  bits: (level) => 8 - Math.round(4 * level),
  threshold: (level) => 256 * (1 - level),
};

/**
 * Lets each image go through N operations, drawn from 14 with repetition, all at magnitude M: two numbers instead of a search for a
 * policy. At M = 30 they are strongest:
 *
 *     shear 0.3 · translation 150/331 of the side · rotation 30° · brightness, color, contrast, sharpness 1 ± 0.9 · posterize to
 *     4 bits · solarize from 0 · autocontrast, equalize and identity have no magnitude
 *
 * Operations and ranges are torchvision's, but that solarize at M = 0 changes nothing (there it inverts white). They change what
 * digits, letters or arrows mean: look at samples first.
 *
 * Cubuk, Zoph, Shlens, Le: RandAugment: Practical automated data augmentation with a reduced search space, 2019.
 *
 * @throws TypeError or RangeError if an option is unknown, of another type or out of range, or images have neither 1 nor 3 channels
 *
 * @example
 * ```ts
 * import { augment, randAugment } from '@occam/augmentation';
 *
 * const pipeline = augment([randAugment({ count: 2, magnitude: 7 })], { seed: 1 });
 * ```
 */
export function randAugment(options: RandAugmentOptions = {}): Transform<readonly OneOfDrawn[]> {
  checkOptions('randAugment', options, ['count', 'magnitude', ...SAMPLING_OPTIONS]);
  const { count = 2, magnitude = 9 } = options;
  checkInteger('count', count, { min: 0 });
  checkNumber('magnitude', magnitude, { min: 0, max: 30 });
  const sampling = policySampling(options);
  const level = magnitude / 30;
  const policy = repeat(
    count,
    oneOf(operationsOf(OPERATIONS, RAND_AUGMENT_SPACE, sampling, () => level)),
  ) as Transform<readonly OneOfDrawn[]>;
  return {
    ...policy,
    className: 'randAugment',
    getConfig: () => ({ count, magnitude, ...sampling }),
  };
}
