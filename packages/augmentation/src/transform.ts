import type { NdArray, Seed } from '@occam/core';
import type { SampleRandom } from './sampleRandom.js';

/** Rows with their targets, on their way through a pipeline. */
export interface Rows {
  /** The features, float32, shape [n, …]: images are [n, height, width, channels] with pixels 0 … 1. */
  readonly x: NdArray;
  /** The targets, if there are any: class indices [n], soft targets [n, classes], numbers [n] or [n, outputs]. */
  readonly y?: NdArray | undefined;
}

/** What a transform may know of where its rows come from. */
export interface RowSource {
  /** How many training rows there are; their numbers are 0 … size − 1. */
  readonly size: number;
  /** The shape of one row as the transform gets it: [height, width, channels] or [features]. */
  readonly rowShape: readonly number[];
  /** How many classes the targets have; 0 for regression or without targets. */
  readonly classCount: number;
  /** The epoch under way, from 0. */
  readonly epoch: number;
  /**
   * Gives any rows as they are before this transform: varied by the transforms before it, under their own random numbers of this
   * epoch. So whoever mixes rows finds the same partners however batches are cut.
   */
  take(rows: Uint32Array): Rows;
}

/**
 * One step of a pipeline: draws, for each sample, what happens to it, and does it. Drawing and doing are apart so that what was
 * drawn can be read, kept as JSON and done again.
 *
 * An implementer relies on: `draw` is called once for each sample with random numbers of its own, that depend on the pipeline's
 * seed, the transform's place, the sample's row and the epoch, and on nothing else. `apply` must not change its input, and must
 * depend on nothing but its arguments.
 *
 * @typeParam Drawn what is drawn for one sample: plain JSON
 */
export interface Transform<Drawn = unknown> {
  /** Its name in JSON: that of its function, as 'randomRotation'. */
  readonly className: string;
  /** What works on images [height, width, channels] alone is 'image'; 'rows' takes rows of any shape. */
  readonly on: 'image' | 'rows';
  /** The options it was made with, as plain JSON: `make(getConfig())` is the same transform. */
  getConfig(): Record<string, unknown>;
  /** Draws what happens to one sample. */
  draw(random: SampleRandom, source: RowSource): Drawn;
  /**
   * Does what was drawn.
   *
   * @param rows n samples
   * @param drawn what was drawn for each of them, n entries
   * @param source where the rows come from
   * @returns new rows, as many
   */
  apply(rows: Rows, drawn: readonly Drawn[], source: RowSource): Rows;
  /**
   * Changes which rows there are, once, before the first epoch: more of rare classes, say. Absent: the rows stay.
   *
   * @param data all training rows; validation and test rows never come here
   * @param seed decides what is drawn
   */
  resample?(data: Rows & { readonly classCount: number }, seed: Seed): Rows;
}

/** Makes a transform from its options. Registered under the kind 'transform'. */
export type TransformFactory = (config: any) => Transform<any>;
