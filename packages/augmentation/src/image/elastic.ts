import { checkNumber, checkOptions } from '@occam/core';
import { drawFrom, rangeOf, type Range } from '../range.js';
import type { Transform } from '../transform.js';
import { geometric } from './geometric.js';
import { SAMPLING_OPTIONS, samplingOf, type SamplingOptions } from './sampling.js';
import { fillSmoothNoise } from './smoothNoise.js';

/** What {@link elastic} takes. */
export interface ElasticOptions extends SamplingOptions {
  /** The strength in pixels: a number, or [low, high] to draw from; at least 0. Default 34, Simard's for digits. */
  alpha?: Range | undefined;
  /** The standard deviation of the Gaussian in pixels: how smooth the distortion is, at least 0. Default 4, Simard's for digits. */
  sigma?: number | undefined;
}

/** What {@link elastic} draws. */
export interface ElasticDraw {
  /** The strength. */
  readonly alpha: number;
  /** The key of the random field. */
  readonly key: readonly [number, number];
}

/**
 * Distorts images as a sheet of rubber: pixel p is taken from p + α · (G_σ ∗ U)(p) with two fields U of uniform numbers from [−1, 1).
 * With σ = 4 and α = 34, displacements have a standard deviation of 1.4 pixels. Strength 0 changes nothing.
 *
 * (torchvision's alpha is in halves of a pixel, so 68 there is 34 here.)
 *
 * Source: Simard, Steinkraus and Platt (2003), "Best practices for convolutional neural networks applied to visual document analysis".
 *
 * @throws TypeError or RangeError if an option is unknown, of another type or out of range
 *
 * @example
 * ```ts
 * import { augment, elastic } from '@occam/augmentation';
 *
 * const pipeline = augment([elastic({ alpha: 34, sigma: 4, fillMode: 'constant' })], { seed: 1 });
 * ```
 */
export function elastic(options: ElasticOptions = {}): Transform<ElasticDraw> {
  checkOptions('elastic', options, ['alpha', 'sigma', ...SAMPLING_OPTIONS]);
  const { alpha = 34, sigma = 4 } = options;
  const strengths = rangeOf('alpha', typeof alpha === 'number' ? [alpha, alpha] : alpha, {
    min: 0,
  });
  checkNumber('sigma', sigma, { min: 0, max: 1000 });
  const sampling = samplingOf(options);
  return geometric({
    className: 'elastic',
    getConfig: () => ({ alpha, sigma, ...sampling }),
    draw: (random): ElasticDraw => ({ alpha: drawFrom(random, strengths), key: random.key() }),
    geometry: {
      sampling,
      displace(drawn, out, height, width) {
        if (drawn.alpha === 0) return false;
        fillSmoothNoise(out, height, width, { key: drawn.key, sigma, scale: drawn.alpha });
        return true;
      },
    },
  });
}
