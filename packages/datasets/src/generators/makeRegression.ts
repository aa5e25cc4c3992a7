import {
  checkBoolean,
  checkInteger,
  checkNumber,
  checkOptions,
  createRng,
  fillNormal,
  type Seed,
} from '@occam/core';
import { generatedDataset, type GeneratedDataset } from './generatedDataset.js';
import { noisyTargets } from './noisyTargets.js';

/** The options of {@link makeRegression}. */
export interface RegressionOptions {
  /** How many rows there are, at least 1. Default 100. */
  readonly nSamples?: number | undefined;
  /** How many features there are, at least 1. Default 100. */
  readonly nFeatures?: number | undefined;
  /** How many of them the target depends on (at most all), at least 0. Default 10. */
  readonly nInformative?: number | undefined;
  /** What is added to every target. Default 0. */
  readonly bias?: number | undefined;
  /** The standard deviation of the Gaussian noise of the target, at least 0. Default 0. */
  readonly noise?: number | undefined;
  /** Whether the informative features are put in random places; else they come first. Default true. */
  readonly shuffle?: boolean | undefined;
  /** What decides the coefficients, the rows and the noise. Default 0. */
  readonly seed?: Seed | undefined;
}

/** {@link makeRegression}'s rows with the coefficients. */
export interface RegressionDataset extends GeneratedDataset {
  /** The coefficient of each feature, 0 where the target does not depend on it. */
  readonly coef: readonly number[];
}

/**
 * Draws a linear regression, as scikit-learn's `make_regression` with one target and features of full rank:
 *
 *     y = x · coef + bias + noise · ε,   x and ε standard normal, nInformative of the coefficients uniform in 0 … 100
 *
 * `truth` gives x · coef + bias; `bayesError` is the irreducible mean squared error, noise². The coefficients depend
 * on the seed, not on the number of rows.
 *
 * @returns regression, `x` of shape [n, features]
 * @throws TypeError or RangeError if an option is unknown or not as described
 *
 * @example
 * ```ts
 * import { makeRegression } from '@occam/datasets';
 *
 * const data = makeRegression({ nSamples: 50, nFeatures: 20, nInformative: 3, noise: 5 });
 * console.log(data.coef.filter((value) => value !== 0).length); // 3
 * ```
 */
export function makeRegression(options: RegressionOptions = {}): RegressionDataset {
  checkOptions('makeRegression', options, [
    'nSamples',
    'nFeatures',
    'nInformative',
    'bias',
    'noise',
    'shuffle',
    'seed',
  ]);
  const { nSamples: n = 100, nFeatures = 100, nInformative = 10, bias = 0 } = options;
  const { noise = 0, shuffle = true, seed = 0 } = options;
  checkInteger('nSamples', n, { min: 1 });
  checkInteger('nFeatures', nFeatures, { min: 1 });
  checkInteger('nInformative', nInformative, { min: 0 });
  checkNumber('bias', bias);
  checkNumber('noise', noise, { min: 0 });
  checkBoolean('shuffle', shuffle);
  const rng = createRng(seed);
  const coefficients = rng.fork('coefficients');
  const coef = Array.from({ length: nFeatures }, (_, j) =>
    j < nInformative ? 100 * coefficients.next() : 0,
  );
  if (shuffle) rng.fork('features').shuffle(coef);
  const x = {
    data: fillNormal(new Float32Array(n * nFeatures), { key: rng.fork('rows').key }),
    shape: [n, nFeatures],
  };
  const truth = (row: ArrayLike<number>) => {
    let sum = bias;
    for (let j = 0; j < nFeatures; j++) sum += coef[j]! * row[j]!;
    return sum;
  };
  const dataset = generatedDataset(
    {
      x,
      y: noisyTargets(x, truth, noise, rng),
      task: 'regression',
      featureNames: Array.from({ length: nFeatures }, (_, j) => `x${j}`),
      name: 'regression',
    },
    truth,
    () => noise ** 2,
  );
  return Object.assign(dataset, { coef });
}
