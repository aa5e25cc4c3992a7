import type { NdArray } from '@occam/core';
import type * as tf from '@tensorflow/tfjs';

/** Rows as a criterion takes them. */
export type CriterionValues = NdArray | tf.Tensor;

/** A criterion of relevance, as `@occam/pruning` has them. */
export interface TestedCriterion {
  /** Its name. */
  readonly className: string;
  /** What it needs besides the model. */
  readonly needs: 'model' | 'x' | 'xy';
  /** The options it was made with. */
  getConfig(): Record<string, unknown>;
  /** Scores the units of a layer. */
  scoreUnits?(
    model: tf.LayersModel,
    layerName: string,
    x?: CriterionValues,
    y?: CriterionValues,
  ): Float32Array;
  /** Scores the weights of a layer's kernel. */
  scoreWeights?(
    model: tf.LayersModel,
    layerName: string,
    x?: CriterionValues,
    y?: CriterionValues,
  ): NdArray;
  /** Scores the inputs of a network. */
  scoreInputs?(model: tf.LayersModel, x?: CriterionValues, y?: CriterionValues): Float32Array;
}

/** What {@link testCriterion} must know about a criterion. */
export interface TestCriterionOptions<Options> {
  /** Makes the criterion. */
  readonly create: (options: Options) => TestedCriterion;
  /** Options to try; at least one. */
  readonly examples: readonly Options[];
  /** Options that must be refused, and what the message must say: the option's name and range. Default: none. */
  readonly invalid?: readonly (readonly [options: unknown, message: RegExp])[] | undefined;
  /** Whether units that change places take their scores along. Default true; not so for what is drawn at random. */
  readonly equivariant?: boolean | undefined;
  /** Prepares the model that is scored, as by training it while the criterion watches. Default: nothing. */
  readonly prepare?:
    ((criterion: TestedCriterion, model: tf.LayersModel) => void | Promise<void>) | undefined;
  /**
   * What stands behind each hidden layer of the model that is scored, besides its activation: 'batchNormalization' for what looks at it.
   * Default: nothing.
   */
  readonly behind?: 'batchNormalization' | undefined;
}
