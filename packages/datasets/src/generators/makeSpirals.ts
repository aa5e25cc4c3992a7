import { checkBoolean, checkInteger, checkNumber, checkOptions, type Seed } from '@occam/core';
import type { GeneratedDataset } from './generatedDataset.js';
import { noisyCurves } from './noisyCurves.js';
import { rowCounts } from './rowCounts.js';

/** The options of {@link makeSpirals}. */
export interface SpiralsOptions {
  /** How many rows in all (shared out evenly, first classes first), or of each arm. Default 100. */
  readonly nSamples?: number | readonly number[] | undefined;
  /** How many arms there are, each a class; at least 2. Default 2. */
  readonly nClasses?: number | undefined;
  /** How often an arm goes around the centre, above 0. Default 1.5. */
  readonly turns?: number | undefined;
  /** Whether the rows are shuffled; else class 0 comes first. Default true. */
  readonly shuffle?: boolean | undefined;
  /** The standard deviation of the Gaussian noise in both coordinates, at least 0. Default 0. */
  readonly noise?: number | undefined;
  /** What decides the noise and the order. Default 0. */
  readonly seed?: Seed | undefined;
}

/**
 * Draws intertwined Archimedean spirals, one for each class k of K (after the two spirals of Lang and Witbrock, 1988;
 * scikit-learn has none):
 *
 *     r = 0.1 + 0.9t,   φ = 2π (turns · t + k/K),   x = (r cos φ, r sin φ)      t = 0 … 1 in equal steps
 *
 * plus noise; neighbouring arms are 0.9 / (turns · K) apart. `truth` gives the probability of each class for t
 * uniform in 0 … 1 and the classes' shares of the rows, by quadrature along the arms; `bayesError` by quadrature over
 * the plane (error below 1e-5).
 *
 * @returns classification, `x` of shape [n, 2]
 * @throws TypeError or RangeError if an option is unknown or not as described
 *
 * @example
 * ```ts
 * import { makeSpirals } from '@occam/datasets';
 *
 * const spirals = makeSpirals({ nSamples: 300, nClasses: 3, noise: 0.03 });
 * ```
 */
export function makeSpirals(options: SpiralsOptions = {}): GeneratedDataset {
  checkOptions('makeSpirals', options, [
    'nSamples',
    'nClasses',
    'turns',
    'shuffle',
    'noise',
    'seed',
  ]);
  const { nSamples = 100, nClasses = 2, turns = 1.5 } = options;
  const { shuffle = true, noise = 0, seed = 0 } = options;
  checkInteger('nClasses', nClasses, { min: 2 });
  checkNumber('turns', turns, { above: 0 });
  checkBoolean('shuffle', shuffle);
  checkNumber('noise', noise, { min: 0 });
  const arm = (k: number) => ({
    at: (t: number) => {
      const radius = 0.1 + 0.9 * t;
      const angle = 2 * Math.PI * (turns * t + k / nClasses);
      return [radius * Math.cos(angle), radius * Math.sin(angle)] as const;
    },
    speed: Math.hypot(0.9, 2 * Math.PI * turns),
  });
  return noisyCurves({
    name: 'spirals',
    counts: rowCounts(nSamples, nClasses),
    curves: Array.from({ length: nClasses }, (_, k) => arm(k)),
    endpoint: true,
    noise,
    shuffle,
    seed,
  });
}
