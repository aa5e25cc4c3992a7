import type { NdArray } from '@occam/core';
import type * as tf from '@tensorflow/tfjs';

/** Rows for a criterion: an NdArray or a tensor, shape [n, …]. */
export type Values = NdArray | tf.Tensor;

/**
 * Says how much a part of a network matters: the higher the score, the later it is pruned. Scores of one call are comparable with
 * each other; whether they are across layers, the criterion's docstring says.
 *
 * An implementer gives at least one of the three functions. Each checks its arguments before any work, frees every tensor it makes,
 * and leaves the model as it was.
 */
export interface Criterion {
  /** Its name in JSON and in the CLI: that of its function, as 'outgoingWeights'. */
  readonly className: string;
  /** What it needs besides the model: nothing, rows, or rows with their targets. */
  readonly needs: 'model' | 'x' | 'xy';
  /** The options it was made with, as plain JSON. */
  getConfig(): Record<string, unknown>;
  /**
   * Scores the units of a layer (the filters of a convolution).
   *
   * @param layerName a layer with a kernel
   * @param x rows as the network takes them; for criteria that need data
   * @param y their targets: class indices [n], soft or one-hot targets [n, classes], or numbers
   * @returns one score per unit
   * @throws RangeError if there is no such layer, or data are missing or do not fit
   */
  scoreUnits?(model: tf.LayersModel, layerName: string, x?: Values, y?: Values): Float32Array;
  /**
   * Scores the weights of a layer's kernel.
   *
   * @returns scores of the kernel's shape
   * @throws as {@link scoreUnits}
   */
  scoreWeights?(model: tf.LayersModel, layerName: string, x?: Values, y?: Values): NdArray;
  /**
   * Scores the features that the network takes.
   *
   * @returns one score per element of an input row
   * @throws as {@link scoreUnits}
   */
  scoreInputs?(model: tf.LayersModel, x?: Values, y?: Values): Float32Array;
}

/** A criterion that scores what is named, whatever else. */
export type Scoring<Kind extends 'scoreUnits' | 'scoreWeights' | 'scoreInputs'> = Criterion &
  Required<Pick<Criterion, Kind>>;

/** The options of a criterion that has none. */
export type NoOptions = Record<string, never>;

/** Makes a criterion from its options. Registered under the kind 'criterion'. */
export type CriterionFactory = (config?: never) => Criterion;
