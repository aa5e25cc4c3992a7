import { checkNumber, checkOptions, createRng, rowSize } from '@occam/core';
import { appendRows, classRows, unvaried, type Resampler } from './resampling.js';

/** What {@link randomOverSampler} takes. */
export interface RandomOverSamplerOptions {
  /** How many rows each class gets at least, as a share of those of the largest class, above 0 and at most 1. Default 1: all alike. */
  ratio?: number | undefined;
}

/**
 * Repeats rows of rare classes, drawn with replacement, until each class has `ratio` times the rows of the largest one: once,
 * before the first epoch, and on training rows alone. In each epoch it leaves the rows as they are, so that what follows it in a
 * pipeline varies each copy in another way.
 *
 * Its law is that of imbalanced-learn's RandomOverSampler (`sampling_strategy` 'not majority', or for two classes the ratio).
 *
 * @throws TypeError or RangeError if an option is unknown, of another type or out of range
 *
 * @example
 * ```ts
 * import { addGaussianNoise, augment, randomOverSampler } from '@occam/augmentation';
 *
 * const pipeline = augment([randomOverSampler(), addGaussianNoise({ stddev: 0.1 })], { seed: 1 });
 * ```
 */
export function randomOverSampler(options: RandomOverSamplerOptions = {}): Resampler {
  checkOptions('randomOverSampler', options, ['ratio']);
  const { ratio = 1 } = options;
  checkNumber('ratio', ratio, { above: 0, max: 1 });
  return {
    ...unvaried,
    className: 'randomOverSampler',
    getConfig: () => ({ ratio }),
    resample(data, seed) {
      const rng = createRng(seed).fork('randomOverSampler');
      const { x } = data;
      const width = rowSize(x);
      const chosen: number[] = [];
      const labels: number[] = [];
      for (const { label, rows, missing } of classRows('randomOverSampler', data, ratio)) {
        const draws = rng.fork(label);
        for (let i = 0; i < missing; i++) {
          chosen.push(rows[draws.int(rows.length)]!);
          labels.push(label);
        }
      }
      const added = new Float32Array(chosen.length * width);
      chosen.forEach((row, i) =>
        added.set(x.data.subarray(row * width, (row + 1) * width), i * width),
      );
      return appendRows(data, added, labels);
    },
  };
}
