import { createRng } from '@occam/core';
import type { Fold } from '@occam/split';
import type * as tf from '@tensorflow/tfjs';
import type { CrossValidateOptions } from './crossValidateOptions.js';
import type { FoldInput } from './foldTask.js';
import { holdOut } from './holdOut.js';
import type { Metric } from './metrics/metric.js';

/** What {@link foldInputs} needs beside the folds. */
export interface FoldInputsOptions extends CrossValidateOptions {
  /** The metrics, defaults filled in. */
  readonly metrics: readonly Metric[];
  /** Whether to validate on the latest training rows. */
  readonly latest: boolean;
}

/**
 * Describes each fold for its task, validation rows held out. A fold's seed is forked from the run's by
 * the fold's index, so it depends on no other fold.
 *
 * @throws RangeError naming the fold, if no validation rows can be held out of it
 */
export function foldInputs(folds: readonly Fold[], options: FoldInputsOptions): FoldInput[] {
  const { data, recipe, model, metrics, seed = 0, validation, fit, latest } = options;
  const { x, y, task, classNames } = data;
  const build = model && buildEachOnce(model);
  const rng = createRng(seed);
  return folds.map(({ train, test }, index) => {
    const foldRng = rng.fork(`fold/${index}`);
    const held =
      validation === undefined
        ? { train, validation: [] }
        : naming(index, () =>
            holdOut(train, data, {
              fraction: validation,
              seed: foldRng.fork('validation').int(2 ** 32),
              latest,
            }),
          );
    return {
      index,
      recipe,
      model: build,
      seed: foldRng.int(2 ** 32),
      // The weights travel among the shared buffers; each fold takes those of its rows.
      fit: { ...fit, sampleWeight: undefined },
      metrics,
      train: Array.from(held.train),
      validation: Array.from(held.validation),
      test: Array.from(test),
      data: { xShape: x.shape, yShape: y.shape, task, classNames },
    };
  });
}

function naming<T>(index: number, run: () => T): T {
  try {
    return run();
  } catch (cause) {
    const { message } = cause as Error;
    throw new RangeError(`validation rows of folds[${index}]: ${message}`, { cause });
  }
}

/** Refuses a network that comes twice: it would carry what it learned from one fold into the next. */
function buildEachOnce(build: (seed: number) => tf.LayersModel): (seed: number) => tf.LayersModel {
  const built = new WeakSet<tf.LayersModel>();
  return (seed) => {
    const model = build(seed);
    if (built.has(model)) {
      throw new TypeError(
        'model gave the same network twice: it must build a new one at each call, or a fold would start ' +
          'with what another has learned',
      );
    }
    built.add(model);
    return model;
  };
}
