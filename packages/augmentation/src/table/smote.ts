import { checkInteger, checkNumber, checkOptions, createRng, rowSize, takeRows } from '@occam/core';
import { nearestRows } from './nearestRows.js';
import { appendRows, classRows, unvaried, type Resampler } from './resampling.js';

/** What {@link smote} takes. */
export interface SmoteOptions {
  /** How many nearest neighbours of the same class a row has, at least 1. Default 5. */
  kNeighbors?: number | undefined;
  /** How many rows each class gets at least, as a share of those of the largest class, above 0 and at most 1. Default 1: all alike. */
  ratio?: number | undefined;
}

/**
 * Makes new rows of rare classes between a row and one of its nearest neighbours of the same class,
 * x = xᵢ + u · (xₙ − xᵢ), u ~ U(0, 1), until each class has `ratio` times the rows of the largest one: once, before the first
 * epoch, and on training rows alone. In each epoch it leaves the rows as they are.
 *
 * Distances are Euclidean, so features should be scaled before; a mean of two codes means nothing: `randomOverSampler` takes them.
 * A class without any row stays so. Its law is that of imbalanced-learn's SMOTE (`sampling_strategy` 'not majority', or for two
 * classes the ratio).
 *
 * Source: Chawla et al. (2002), "SMOTE: synthetic minority over-sampling technique".
 *
 * @throws TypeError or RangeError if an option is unknown, of another type or out of range
 *
 * @example
 * ```ts
 * import { smote } from '@occam/augmentation';
 *
 * const x = { data: new Float32Array([0, 1, 2, 3, 10, 12]), shape: [6, 1] };
 * const y = { data: new Int32Array([0, 0, 0, 0, 1, 1]), shape: [6] };
 * const even = smote({ kNeighbors: 1 }).resample({ x, y, classCount: 2 }, 1);
 * console.log(even.x.shape); // [8, 1]
 * ```
 */
export function smote(options: SmoteOptions = {}): Resampler {
  checkOptions('smote', options, ['kNeighbors', 'ratio']);
  const { kNeighbors = 5, ratio = 1 } = options;
  checkInteger('kNeighbors', kNeighbors, { min: 1 });
  checkNumber('ratio', ratio, { above: 0, max: 1 });
  return {
    ...unvaried,
    className: 'smote',
    getConfig: () => ({ kNeighbors, ratio }),
    resample(data, seed) {
      const rng = createRng(seed).fork('smote');
      const { x } = data;
      const width = rowSize(x);
      const classes = classRows('smote', data, ratio).filter(({ missing }) => missing > 0);
      for (const { label, rows } of classes) {
        if (rows.length > kNeighbors) continue;
        throw new RangeError(
          `smote needs more than kNeighbors, ${kNeighbors}, rows of a class, but class ${label} has ${rows.length}: ` +
            `ask for fewer neighbours, or take randomOverSampler`,
        );
      }
      const labels = classes.flatMap(({ label, missing }) => Array<number>(missing).fill(label));
      const added = new Float32Array(labels.length * width);
      let at = 0;
      for (const { label, rows, missing } of classes) {
        const draws = rng.fork(label);
        const own = takeRows(x, rows).data;
        const nearest = nearestRows(own, width, kNeighbors);
        for (let i = 0; i < missing; i++) {
          const row = draws.int(rows.length);
          const other = nearest[row * kNeighbors + draws.int(kNeighbors)]!;
          const u = draws.next();
          for (let j = 0; j < width; j++) {
            const value = own[row * width + j]!;
            added[at++] = value + u * (own[other * width + j]! - value);
          }
        }
      }
      return appendRows(data, added, labels);
    },
  };
}
