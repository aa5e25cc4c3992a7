import { lookupClass, type NdArray } from '@occam/core';
import type { ClassConfig } from './checkClassConfig.js';

/** A step that changes features, with what it learned from the training rows. */
export interface Preprocessor {
  /**
   * Learns from training rows and returns itself.
   *
   * @param x the training rows, shape [n, …]
   * @param targets their targets: class indices (Int32Array, shape [n]), soft targets (shape [n, classes]) or numbers
   *   (shape [n] or [n, outputs]); most steps need none
   */
  fit(x: NdArray, targets?: NdArray): this;
  /** Changes rows by what was learned, shape [n, …], into new ones. */
  transform(x: NdArray): NdArray;
  /**
   * Learns as `fit` does, and changes the training rows otherwise than `transform` would: a step that looks at targets
   * must not show a row its own. Absent: they are changed by `transform`.
   */
  fitTransform?(x: NdArray, targets: NdArray): NdArray;
  /**
   * Names the columns that `transform` gives, from those before it; after `fit`. Absent: the columns stay what they
   * were.
   */
  getFeatureNamesOut?(names?: readonly string[]): string[];
  /** The class and what it was made from and learned. */
  toJSON(): ClassConfig;
}

/** What is registered under the kind 'preprocess': a class whose constructor takes a plain object. */
export type PreprocessorClass = new (config?: never) => Preprocessor;

/**
 * Makes the steps of a recipe and fits them in order, each on the training rows as the steps before it changed them.
 *
 * @param x the training rows, shape [n, …]
 * @param targets their targets
 * @returns the fitted steps, and the training rows as they changed them
 * @throws RangeError if a step is not registered; whatever a step throws
 */
export function fitPreprocessors(
  steps: readonly ClassConfig[],
  x: NdArray,
  targets: NdArray,
): { preprocess: Preprocessor[]; x: NdArray } {
  const classes = steps.map(
    ({ className }) => lookupClass('preprocess', className) as PreprocessorClass,
  );
  let changed = x;
  const preprocess = steps.map(({ config }, i) => {
    const step = new classes[i]!(config as never);
    changed =
      step.fitTransform?.(changed, targets) ?? step.fit(changed, targets).transform(changed);
    return step;
  });
  return { preprocess, x: changed };
}

/** Changes rows by fitted steps, in order. */
export function applyPreprocessors(preprocess: readonly Preprocessor[], x: NdArray): NdArray {
  return preprocess.reduce((rows, step) => step.transform(rows), x);
}

/**
 * The names of the features as a network sees them, after fitted steps.
 *
 * @param names the names of the raw features
 * @throws Error if a step is not fitted; TypeError or RangeError if the names do not fit
 */
export function getFeatureNamesOut(
  preprocess: readonly Preprocessor[],
  names: readonly string[],
): string[] {
  return preprocess.reduce(
    (before, step) => step.getFeatureNamesOut?.(before) ?? before,
    [...names],
  );
}
