import {
  checkInteger,
  checkNumber,
  checkOneOf,
  checkOptions,
  createRng,
  describe,
  type Seed,
} from '@occam/core';
import { generatedDataset, type GeneratedDataset } from './generatedDataset.js';
import { noisyTargets } from './noisyTargets.js';

/** The options of {@link makeNoisyCurve}. */
export interface NoisyCurveOptions {
  /** How many rows there are, at least 1. Default 20. */
  readonly nSamples?: number | undefined;
  /** The true function of x. Default sin(2πx). */
  readonly curve?: ((x: number) => number) | undefined;
  /** The standard deviation of the Gaussian noise of the target, at least 0. Default 0.2. */
  readonly noise?: number | undefined;
  /** The least and the greatest x. Default [0, 1]. */
  readonly range?: readonly [number, number] | undefined;
  /** Where the x are: in equal steps from the least to the greatest, or at random. Default 'grid'. */
  readonly design?: 'grid' | 'uniform' | undefined;
  /** What decides the noise, and the x of a uniform design. Default 0. */
  readonly seed?: Seed | undefined;
}

/**
 * Draws a curve with noise, the standard example for a network that learns the noise by heart where it is too large:
 *
 *     y = curve(x) + noise · ε,   ε standard normal
 *
 * (the example of Bishop, 2006, "Pattern recognition and machine learning", section 1.1). `truth` gives curve(x);
 * `bayesError` is the irreducible mean squared error, noise².
 *
 * @returns regression, `x` of shape [n, 1], ascending on a grid
 * @throws TypeError or RangeError if an option is unknown or not as described, or the curve is not finite at an x
 *
 * @example
 * ```ts
 * import { makeNoisyCurve } from '@occam/datasets';
 *
 * const train = makeNoisyCurve({ nSamples: 10, noise: 0.3, seed: 1 });
 * const test = makeNoisyCurve({ nSamples: 1000, noise: 0.3, design: 'uniform', seed: 2 });
 * ```
 */
export function makeNoisyCurve(options: NoisyCurveOptions = {}): GeneratedDataset {
  checkOptions('makeNoisyCurve', options, [
    'nSamples',
    'curve',
    'noise',
    'range',
    'design',
    'seed',
  ]);
  const { nSamples: n = 20, curve = sine, noise = 0.2, range = [0, 1] } = options;
  const { design = 'grid', seed = 0 } = options;
  checkInteger('nSamples', n, { min: 1 });
  if (typeof curve !== 'function') {
    throw new TypeError(`curve must be a function of x, not ${describe(curve)}`);
  }
  checkNumber('noise', noise, { min: 0 });
  if (!Array.isArray(range) || range.length !== 2) {
    throw new TypeError(`range must be [least, greatest], not ${describe(range)}`);
  }
  const [least, greatest] = range as [number, number];
  checkNumber('range[0]', least);
  checkNumber('range[1]', greatest, { above: least });
  checkOneOf('design', design, ['grid', 'uniform']);
  const rng = createRng(seed);
  const places = rng.fork('rows');
  const data = Float32Array.from({ length: n }, (_, i) => {
    const share = design === 'grid' ? i / Math.max(n - 1, 1) : places.next();
    return least + (greatest - least) * share;
  });
  const x = { data, shape: [n, 1] };
  const truth = (row: ArrayLike<number>) => {
    const value = curve(row[0]!);
    if (!Number.isFinite(value)) {
      throw new RangeError(
        `curve must give a finite number everywhere, but gave ${describe(value)} at ${row[0]}`,
      );
    }
    return value;
  };
  return generatedDataset(
    {
      x,
      y: noisyTargets(x, truth, noise, rng),
      task: 'regression',
      featureNames: ['x'],
      name: 'noisy curve',
    },
    truth,
    () => noise ** 2,
  );
}

function sine(x: number): number {
  return Math.sin(2 * Math.PI * x);
}
