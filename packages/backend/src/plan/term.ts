import type * as tf from '@tensorflow/tfjs';
import type { Activation } from './plan.js';
import type { PlanBuffer } from './planBuffer.js';

/** What a term of the objective is computed from: one batch in training, as tensors. */
export interface TermBatch {
  /** The model that is trained. */
  readonly model: tf.LayersModel;
  /** The features, shape [n, …]. */
  readonly x: tf.Tensor;
  /** What the model returned for them in training mode, shape [n, units]. */
  readonly outputs: tf.Tensor2D;
  /** What `outputs` are: before or after softmax or sigmoid. */
  readonly form: 'logits' | 'probabilities';
  /** The targets as the loss takes them, smoothed where it smooths, shape [n, units]. */
  readonly targets: tf.Tensor2D;
  /** The loss by its name in a recipe; 'custom' for a function of the user's own. */
  readonly loss: string;
  /** What the model's second output returned and should have returned, both [n, hints]; undefined without hints. */
  readonly hints?:
    | {
        /** What the model's second output returned. */
        readonly outputs: tf.Tensor2D;
        /** What it should have returned. */
        readonly targets: tf.Tensor2D;
      }
    | undefined;
}

/** A term of the objective: a function of a batch that tfjs can differentiate by the weights; returns a scalar. */
export type Term = (batch: TermBatch) => tf.Scalar;

/** What a term is made for. */
export interface TermContext {
  /** The model that is trained; undefined where a loss is composed without one. */
  readonly model: tf.LayersModel | undefined;
  /** The loss by its name in a recipe; 'custom' for a function of the user's own. */
  readonly loss: string;
}

/**
 * What is registered under the kind 'term': from a configuration to the term. It checks the configuration, and whether the
 * term can be had of this model and this loss, and throws a TypeError or RangeError if not.
 */
export type TermFactory = (config: Readonly<Record<string, unknown>>, context: TermContext) => Term;

/** What a term is lowered from: one batch in training, as buffers of a plan. */
export interface LoweredBatch {
  /** The model that is trained. */
  readonly model: tf.LayersModel;
  /** The features, shape [rows, …]; without a gradient. */
  readonly input: Activation;
  /** What the model returns, shape [rows, units]; the loss has written ∂E/∂outputs before the term runs. */
  readonly output: Activation;
  /** What `output` is: before or after softmax or sigmoid. */
  readonly form: 'logits' | 'probabilities';
  /** The targets, not smoothed, shape [rows, units]. */
  readonly targets: PlanBuffer;
  /** How far the loss moves the targets towards the uniform ones, 0 if it does not. */
  readonly labelSmoothing: number;
  /** The loss by its name in a recipe. */
  readonly loss: string;
  /** The model's second output and its targets; its gradient is 0 before the first term runs. */
  readonly hints?:
    | {
        /** The model's second output. */
        readonly output: Activation;
        /** What it should be. */
        readonly targets: PlanBuffer;
      }
    | undefined;
}
