import { checkBoolean, checkNumber, checkOptions, type Seed } from '@occam/core';
import type { GeneratedDataset } from './generatedDataset.js';
import { noisyCurves } from './noisyCurves.js';
import { rowCounts } from './rowCounts.js';

/** The options of {@link makeMoons}. */
export interface MoonsOptions {
  /** How many rows in all (the upper moon gets the smaller half), or [upper, lower]. Default 100. */
  readonly nSamples?: number | readonly number[] | undefined;
  /** Whether the rows are shuffled; else the upper moon comes first. Default true. */
  readonly shuffle?: boolean | undefined;
  /** The standard deviation of the Gaussian noise in both coordinates, at least 0. Default 0. */
  readonly noise?: number | undefined;
  /** What decides the noise and the order. Default 0. */
  readonly seed?: Seed | undefined;
}

/**
 * Draws two interleaving half circles, as scikit-learn's `make_moons`:
 *
 *     class 0: (cos πt, sin πt)      class 1: (1 − cos πt, ½ − sin πt)      t = 0 … 1 in equal steps
 *
 * plus noise. `truth` gives the probability of each class for t uniform in 0 … 1 and the classes' shares of the
 * rows, by quadrature along the moons; `bayesError` by quadrature over the plane (error below 1e-5).
 *
 * @returns classification, `x` of shape [n, 2]
 * @throws TypeError or RangeError if an option is unknown or not as described
 *
 * @example
 * ```ts
 * import { makeMoons } from '@occam/datasets';
 *
 * const moons = makeMoons({ nSamples: 500, noise: 0.3, seed: 1 });
 * console.log(moons.bayesError); // no classifier's error is below 0.0854
 * ```
 */
export function makeMoons(options: MoonsOptions = {}): GeneratedDataset {
  checkOptions('makeMoons', options, ['nSamples', 'shuffle', 'noise', 'seed']);
  const { nSamples = 100, shuffle = true, noise = 0, seed = 0 } = options;
  checkBoolean('shuffle', shuffle);
  checkNumber('noise', noise, { min: 0 });
  return noisyCurves({
    name: 'moons',
    counts: rowCounts(nSamples, 2, 'last'),
    curves: [
      { at: (t) => [Math.cos(Math.PI * t), Math.sin(Math.PI * t)], speed: Math.PI },
      { at: (t) => [1 - Math.cos(Math.PI * t), 0.5 - Math.sin(Math.PI * t)], speed: Math.PI },
    ],
    endpoint: true,
    noise,
    shuffle,
    seed,
  });
}
