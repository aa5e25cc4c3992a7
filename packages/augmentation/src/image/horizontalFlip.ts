import { checkNumber, checkOptions } from '@occam/core';
import type { Transform } from '../transform.js';
import { geometric } from './geometric.js';

/** What {@link horizontalFlip} takes. */
export interface HorizontalFlipOptions {
  /** The share of the images that are flipped, 0 … 1. Default 0.5. */
  probability?: number | undefined;
}

/**
 * Mirrors images left to right, exactly. It changes what a digit or a letter means: it is for photos.
 *
 * @throws TypeError or RangeError if an option is unknown, of another type or out of range
 *
 * @example
 * ```ts
 * import { augment, horizontalFlip } from '@occam/augmentation';
 *
 * const pipeline = augment([horizontalFlip({ probability: 0.5 })], { seed: 1 });
 * ```
 */
export function horizontalFlip(options: HorizontalFlipOptions = {}): Transform<boolean> {
  checkOptions('horizontalFlip', options, ['probability']);
  const { probability = 0.5 } = options;
  checkNumber('probability', probability, { min: 0, max: 1 });
  return geometric({
    className: 'horizontalFlip',
    getConfig: () => ({ probability }),
    draw: (random) => random.next() < probability,
    geometry: {
      matrix: (flipped, _height, width) =>
        flipped ? [-1, 0, width - 1, 0, 1, 0, 0, 0, 1] : undefined,
    },
  });
}
