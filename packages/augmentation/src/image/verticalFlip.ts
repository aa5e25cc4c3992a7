import { checkNumber, checkOptions } from '@occam/core';
import type { Transform } from '../transform.js';
import { geometric } from './geometric.js';

/** What {@link verticalFlip} takes. */
export interface VerticalFlipOptions {
  /** The share of the images that are flipped, 0 … 1. Default 0.5. */
  probability?: number | undefined;
}

/**
 * Turns images upside down, exactly. It changes what most images mean (a 6 becomes no 9, but no 6 either): it is for images without an
 * up and a down, as seen through a microscope or from above.
 *
 * @throws TypeError or RangeError if an option is unknown, of another type or out of range
 *
 * @example
 * ```ts
 * import { augment, verticalFlip } from '@occam/augmentation';
 *
 * const pipeline = augment([verticalFlip({ probability: 0.5 })], { seed: 1 });
 * ```
 */
export function verticalFlip(options: VerticalFlipOptions = {}): Transform<boolean> {
  checkOptions('verticalFlip', options, ['probability']);
  const { probability = 0.5 } = options;
  checkNumber('probability', probability, { min: 0, max: 1 });
  return geometric({
    className: 'verticalFlip',
    getConfig: () => ({ probability }),
    draw: (random) => random.next() < probability,
    geometry: {
      matrix: (flipped, height) => (flipped ? [1, 0, 0, 0, -1, height - 1, 0, 0, 1] : undefined),
    },
  });
}
