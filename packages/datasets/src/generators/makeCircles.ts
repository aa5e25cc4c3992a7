import { checkBoolean, checkNumber, checkOptions, type Seed } from '@occam/core';
import type { GeneratedDataset } from './generatedDataset.js';
import { noisyCurves } from './noisyCurves.js';
import { rowCounts } from './rowCounts.js';

/** The options of {@link makeCircles}. */
export interface CirclesOptions {
  /** How many rows in all (the outer circle gets the smaller half), or [outer, inner]. Default 100. */
  readonly nSamples?: number | readonly number[] | undefined;
  /** Whether the rows are shuffled; else the outer circle comes first. Default true. */
  readonly shuffle?: boolean | undefined;
  /** The standard deviation of the Gaussian noise in both coordinates, at least 0. Default 0. */
  readonly noise?: number | undefined;
  /** The radius of the inner circle (the outer one's is 1), at least 0 and below 1. Default 0.8. */
  readonly factor?: number | undefined;
  /** What decides the noise and the order. Default 0. */
  readonly seed?: Seed | undefined;
}

/**
 * Draws a circle in a circle, as scikit-learn's `make_circles`:
 *
 *     class 0: (cos 2πt, sin 2πt)      class 1: factor · (cos 2πt, sin 2πt)      t = 0 … 1 in equal steps, without 1
 *
 * plus noise. `truth` gives the probability of each class for t uniform in 0 … 1 and the classes' shares of the
 * rows, by quadrature along the circles; `bayesError` by quadrature over the plane (error below 1e-5).
 *
 * @returns classification, `x` of shape [n, 2]
 * @throws TypeError or RangeError if an option is unknown or not as described
 *
 * @example
 * ```ts
 * import { makeCircles } from '@occam/datasets';
 *
 * const circles = makeCircles({ nSamples: 500, noise: 0.1, factor: 0.5 });
 * const shares = circles.truth(circles.x); // [500, 2]
 * ```
 */
export function makeCircles(options: CirclesOptions = {}): GeneratedDataset {
  checkOptions('makeCircles', options, ['nSamples', 'shuffle', 'noise', 'factor', 'seed']);
  const { nSamples = 100, shuffle = true, noise = 0, factor = 0.8, seed = 0 } = options;
  checkBoolean('shuffle', shuffle);
  checkNumber('noise', noise, { min: 0 });
  checkNumber('factor', factor, { min: 0, below: 1 });
  const circle = (radius: number) => ({
    at: (t: number) =>
      [Math.cos(2 * Math.PI * t) * radius, Math.sin(2 * Math.PI * t) * radius] as const,
    speed: 2 * Math.PI * radius,
  });
  return noisyCurves({
    name: 'circles',
    counts: rowCounts(nSamples, 2, 'last'),
    curves: [circle(1), circle(factor)],
    endpoint: false,
    noise,
    shuffle,
    seed,
  });
}
