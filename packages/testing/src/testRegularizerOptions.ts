import { checkBoolean, checkOptions, describe, type Rng } from '@occam/core';
import type * as tf from '@tensorflow/tfjs';
import type { TestArray } from './numbers.js';

/** A regularizer as tfjs knows it. */
export interface TestedRegularizer extends tf.serialization.Serializable {
  /** Computes the penalty. */
  apply(x: tf.Tensor): tf.Scalar;
}

/** What {@link testRegularizer} must know about a regularizer. */
export interface TestRegularizerOptions<Options> {
  /** Makes the regularizer. */
  readonly create: (options: Options) => TestedRegularizer;
  /** Options to try; at least one. */
  readonly examples: readonly Options[];
  /** The formula as plainly as can be, on float64 numbers: what the regularizer must compute. */
  readonly value: (x: TestArray, options: Options) => number;
  /** Options that must be refused, and what the message must say: the option's name and range. At least one. */
  readonly invalid: readonly (readonly [options: unknown, message: RegExp])[];
  /** The shapes of tensors to try. Default [4, 6] and [7, 3]. */
  readonly shapes?: readonly (readonly number[])[] | undefined;
  /** Draws an element. Default: standard normal. */
  readonly draw?: ((rng: Rng) => number) | undefined;
  /** Whether it penalizes the outputs of a layer, and not weights. Default false. */
  readonly activity?: boolean | undefined;
  /** The activation of the layer whose outputs are penalized. Default 'sigmoid'. */
  readonly activation?: 'sigmoid' | 'tanh' | 'softmax' | undefined;
  /** The name under which recipes know it. Default: not checked. */
  readonly recipeName?: string | undefined;
  /** Makes it known to tfjs' loader, to recipes and to the fused engine. Default: nothing. */
  readonly register?: (() => void) | undefined;
}

/**
 * Checks the options of testRegularizer.
 *
 * @throws TypeError if one is missing, unknown or of another type
 */
export function checkTestRegularizerOptions<Options>(
  options: TestRegularizerOptions<Options>,
): void {
  checkOptions('testRegularizer', options, [
    'create',
    'examples',
    'value',
    'invalid',
    'shapes',
    'draw',
    'activity',
    'activation',
    'recipeName',
    'register',
  ]);
  checkFunction('create', options.create);
  checkFunction('value', options.value);
  checkList('examples', options.examples);
  checkList('invalid', options.invalid);
  checkBoolean('activity', options.activity ?? false);
}

/** Checks that an option is a function. */
export function checkFunction(name: string, value: unknown): void {
  if (typeof value !== 'function')
    throw new TypeError(`${name} must be a function, not ${describe(value)}`);
}

/** Checks that an option is a list with something in it. */
export function checkList(name: string, value: unknown): void {
  if (!Array.isArray(value) || value.length === 0) {
    throw new TypeError(`${name} must be a list of at least one, not ${describe(value)}`);
  }
}
