import type { NdArray } from '@occam/core';
import type { ClassConfig } from './recipe.js';

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
