import { lookupClass, type NdArray } from '@occam/core';
import type { ClassConfig } from './checkClassConfig.js';

/** A step that changes features, with what it learned from the training rows. */
export interface Preprocessor {
  /** Learns from training rows, shape [n, …], and returns itself. */
  fit(x: NdArray): this;
  /** Changes rows by what was learned, shape [n, …], into new ones. */
  transform(x: NdArray): NdArray;
  /** The class and what it was made from and learned. */
  toJSON(): ClassConfig;
}

/** What is registered under the kind 'preprocess': a class whose constructor takes a plain object. */
export type PreprocessorClass = new (config?: never) => Preprocessor;

/**
 * Makes the steps of a recipe and fits them in order, each on the training rows as the steps before it changed them.
 *
 * @param x the training rows, shape [n, …]
 * @returns the fitted steps, and the training rows as they changed them
 * @throws RangeError if a step is not registered; whatever a step throws
 */
export function fitPreprocessors(
  steps: readonly ClassConfig[],
  x: NdArray,
): { preprocess: Preprocessor[]; x: NdArray } {
  const classes = steps.map(
    ({ className }) => lookupClass('preprocess', className) as PreprocessorClass,
  );
  let changed = x;
  const preprocess = steps.map(({ config }, i) => {
    const step = new classes[i]!(config as never).fit(changed);
    changed = step.transform(changed);
    return step;
  });
  return { preprocess, x: changed };
}

/** Changes rows by fitted steps, in order. */
export function applyPreprocessors(preprocess: readonly Preprocessor[], x: NdArray): NdArray {
  return preprocess.reduce((rows, step) => step.transform(rows), x);
}
