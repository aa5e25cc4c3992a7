import {
  checkInteger,
  checkNumber,
  checkOptions,
  createRng,
  fillUniform,
  type Seed,
} from '@occam/core';
import { generatedDataset, type GeneratedDataset } from './generatedDataset.js';
import { noisyTargets } from './noisyTargets.js';

/** The options of {@link makeFriedman1}. */
export interface Friedman1Options {
  /** How many rows there are, at least 1. Default 100. */
  readonly nSamples?: number | undefined;
  /** How many features there are, at least 5; the target depends on the first five. Default 10. */
  readonly nFeatures?: number | undefined;
  /** The standard deviation of the Gaussian noise of the target, at least 0. Default 0. */
  readonly noise?: number | undefined;
  /** What decides the rows and the noise. Default 0. */
  readonly seed?: Seed | undefined;
}

/**
 * Draws the first regression of Friedman (1991), "Multivariate adaptive regression splines", as scikit-learn's
 * `make_friedman1`:
 *
 *     y = 10 sin(π x₀ x₁) + 20 (x₂ − ½)² + 10 x₃ + 5 x₄ + noise · ε,   x uniform in 0 … 1, ε standard normal
 *
 * `truth` gives y without noise; `bayesError` is the irreducible mean squared error, noise².
 *
 * @returns regression, `x` of shape [n, features]
 * @throws TypeError or RangeError if an option is unknown or not as described
 *
 * @example
 * ```ts
 * import { makeFriedman1 } from '@occam/datasets';
 *
 * const data = makeFriedman1({ nSamples: 200, noise: 1, seed: 1 });
 * ```
 */
export function makeFriedman1(options: Friedman1Options = {}): GeneratedDataset {
  checkOptions('makeFriedman1', options, ['nSamples', 'nFeatures', 'noise', 'seed']);
  const { nSamples: n = 100, nFeatures = 10, noise = 0, seed = 0 } = options;
  checkInteger('nSamples', n, { min: 1 });
  checkInteger('nFeatures', nFeatures, { min: 5 });
  checkNumber('noise', noise, { min: 0 });
  const rng = createRng(seed);
  const x = {
    data: fillUniform(new Float32Array(n * nFeatures), { key: rng.fork('rows').key }),
    shape: [n, nFeatures],
  };
  return generatedDataset(
    {
      x,
      y: noisyTargets(x, friedman1, noise, rng),
      task: 'regression',
      featureNames: Array.from({ length: nFeatures }, (_, j) => `x${j}`),
      name: 'friedman1',
    },
    friedman1,
    () => noise ** 2,
  );
}

function friedman1(row: ArrayLike<number>): number {
  const [x0, x1, x2, x3, x4] = [row[0]!, row[1]!, row[2]!, row[3]!, row[4]!];
  return 10 * Math.sin(Math.PI * x0 * x1) + 20 * (x2 - 0.5) ** 2 + 10 * x3 + 5 * x4;
}
