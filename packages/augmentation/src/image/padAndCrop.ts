import { checkInteger, checkOptions } from '@occam/core';
import type { Transform } from '../transform.js';
import { geometric } from './geometric.js';
import { shift } from './matrix.js';
import { SAMPLING_OPTIONS, samplingOf, type SamplingOptions } from './sampling.js';

/** What {@link padAndCrop} takes; `fillMode` is 'constant' by default. */
export interface PadAndCropOptions extends SamplingOptions {
  /** How many pixels are added on each side, at least 0. Default 4. */
  padding?: number | undefined;
}

/**
 * Pads images on each side and crops them at a random place to their former size, so that they move by whole pixels, exactly: −padding …
 * padding to the right and down.
 *
 * Source: He et al. (2016), "Deep residual learning for image recognition" (padding 4 for 32 × 32 pixels).
 *
 * @throws TypeError or RangeError if an option is unknown, of another type or out of range
 *
 * @example
 * ```ts
 * import { augment, padAndCrop } from '@occam/augmentation';
 *
 * const pipeline = augment([padAndCrop({ padding: 4 })], { seed: 1 });
 * ```
 */
export function padAndCrop(options: PadAndCropOptions = {}): Transform<readonly [number, number]> {
  checkOptions('padAndCrop', options, ['padding', ...SAMPLING_OPTIONS]);
  const { padding = 4 } = options;
  checkInteger('padding', padding, { min: 0 });
  const sampling = samplingOf(options, 'constant');
  return geometric({
    className: 'padAndCrop',
    getConfig: () => ({ padding, ...sampling }),
    draw: (random) =>
      [random.int(2 * padding + 1) - padding, random.int(2 * padding + 1) - padding] as const,
    geometry: { sampling, matrix: ([x, y]) => shift(x, y) },
  });
}
