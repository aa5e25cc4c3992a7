import { checkOneOf, checkOptions } from '@occam/core';
import { oneOf, type OneOfDrawn } from '../combine/oneOf.js';
import { SAMPLING_OPTIONS } from '../image/sampling.js';
import type { Transform } from '../transform.js';
import { OPERATIONS, operationsOf, type MagnitudeSpace } from './operations.js';
import { policySampling, type PolicySampling } from './policySampling.js';
import { RAND_AUGMENT_SPACE } from './randAugment.js';

/** What {@link trivialAugment} takes. */
export interface TrivialAugmentOptions extends PolicySampling {
  /** The ranges of the operations: 'wide', the paper's best, or 'standard', those of RandAugment. Default 'wide'. */
  space?: 'wide' | 'standard' | undefined;
}

/** The wide ranges of TrivialAugment. */
export const WIDE_SPACE: MagnitudeSpace = {
  shear: (level) => 0.99 * level,
  pixels: (level) => 32 * level,
  degrees: (level) => 135 * level,
  factor: (level, sign) => 1 + sign * 0.99 * level,
  bits: (level) => 8 - Math.round(6 * level),
  threshold: (level) => 256 * (1 - level),
};

/**
 * Lets each image go through one operation, drawn from RandAugment's 14, at one of 31 strengths, drawn too: nothing is to be tuned.
 * The wide ranges end at
 *
 *     shear 0.99 · translation 32 pixels · rotation 135° · brightness, color, contrast, sharpness 1 ± 0.99 · posterize to 2 bits ·
 *     solarize from 0
 *
 * which is made for photos of 32 pixels and more: smaller images may be moved out of sight.
 *
 * Müller, Hutter: TrivialAugment: Tuning-free yet state-of-the-art data augmentation, 2021.
 *
 * @throws TypeError or RangeError if an option is unknown, of another type or out of range, or images have neither 1 nor 3 channels
 *
 * @example
 * ```ts
 * import { augment, trivialAugment } from '@occam/augmentation';
 *
 * const pipeline = augment([trivialAugment()], { seed: 1 });
 * ```
 */
export function trivialAugment(options: TrivialAugmentOptions = {}): Transform<OneOfDrawn> {
  checkOptions('trivialAugment', options, ['space', ...SAMPLING_OPTIONS]);
  const { space = 'wide' } = options;
  checkOneOf('space', space, ['wide', 'standard']);
  const sampling = policySampling(options);
  const ranges = space === 'wide' ? WIDE_SPACE : RAND_AUGMENT_SPACE;
  const policy = oneOf(operationsOf(OPERATIONS, ranges, sampling, (random) => random.int(31) / 30));
  return {
    ...policy,
    className: 'trivialAugment',
    getConfig: () => ({ space, ...sampling }),
  };
}
