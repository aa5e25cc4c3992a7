import type * as tf from '@tensorflow/tfjs';
import type { TestArray } from './numbers.js';

/** A constraint as tfjs knows it. */
export interface TestedConstraint extends tf.serialization.Serializable {
  /** Computes the nearest weight that is allowed. */
  apply(w: tf.Tensor): tf.Tensor;
}

/** What `testConstraint` must know about a constraint. */
export interface TestConstraintOptions<Options> {
  /** Makes the constraint. */
  readonly create: (options: Options) => TestedConstraint;
  /** Options to try; at least one. */
  readonly examples: readonly Options[];
  /** The projection as plainly as can be, on float64 numbers: what the constraint must compute. */
  readonly project: (w: TestArray, options: Options) => ArrayLike<number>;
  /** Options that must be refused, and what the message must say: the option's name and range. Default: none. */
  readonly invalid?: readonly (readonly [options: unknown, message: RegExp])[] | undefined;
  /** The shapes of weights to try. Default [4, 6] and [7, 3]. */
  readonly shapes?: readonly (readonly number[])[] | undefined;
  /** Whether a projected weight stays as it is. Default true. */
  readonly idempotent?: boolean | undefined;
  /** Makes it known to tfjs' loader and to the fused engine. Default: nothing. */
  readonly register?: (() => void) | undefined;
}
