import type { NdArray, Seed } from '@occam/core';
import type * as tf from '@tensorflow/tfjs';
import type { Geometry } from './image/geometry.js';
import type { SampleRandom } from './sampleRandom.js';

/** Rows with their targets, on their way through a pipeline. */
export interface Rows {
  /** The features, float32, shape [n, …]: images are [n, height, width, channels] with pixels 0 … 1. */
  readonly x: NdArray;
  /** The targets, if there are any: class indices [n], soft targets [n, classes], numbers [n] or [n, outputs]. */
  readonly y?: NdArray | undefined;
}

/** Training rows from which a pipeline makes varied ones. */
export interface TrainingRows extends Rows {
  /** How many classes the targets have. Default: as many as the largest index needs. */
  readonly classCount?: number | undefined;
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
   * Does the same to a tensor with tfjs' ops, on whatever backend is current, within the bound that the transform states. Absent:
   * the pipeline reads the tensor, works on the host and uploads the result. Only for a transform that changes x alone and whose
   * `draw` does not call `source.take`.
   *
   * @param x n samples, float32; the caller disposes of it
   * @param drawn what was drawn for each of them, n entries
   * @returns a new tensor of the same shape; the pipeline calls this inside `tf.tidy`
   */
  applyTensor?(x: tf.Tensor, drawn: readonly Drawn[]): tf.Tensor;
  /**
   * Adds or leaves out training rows, once, before the first epoch, as oversampling does; `apply` then usually returns its rows as
   * they are. Absent: the rows stay.
   *
   * @param data the training rows as they are given, before any transform
   * @param seed decides which rows
   * @returns other rows of the same shapes
   */
  resample?(data: TrainingRows, seed: Seed): TrainingRows;
  /**
   * Where it takes its pixels from, if it only moves pixels: the pipeline then does it together with its neighbours, reading each
   * pixel once. `apply` must do the same.
   */
  readonly geometry?: Geometry<Drawn> | undefined;
}

/** Makes a transform from its options. Registered under the kind 'transform'. */
export type TransformFactory = (config: any) => Transform<any>;
