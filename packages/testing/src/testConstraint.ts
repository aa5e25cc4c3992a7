import { checkBoolean, checkOptions } from '@occam/core';
import type * as tf from '@tensorflow/tfjs';
import { describe, it } from 'vitest';
import { constraintLaws } from './constraintLaws.js';
import type { TestArray } from './numbers.js';
import { checkFunction, checkList } from './testRegularizerOptions.js';

/** A constraint as tfjs knows it. */
export interface TestedConstraint extends tf.serialization.Serializable {
  /** Computes the nearest weight that is allowed. */
  apply(w: tf.Tensor): tf.Tensor;
}

/** What {@link testConstraint} must know about a constraint. */
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

/**
 * Declares the tests that every constraint must pass, for vitest: its projection beside a plain formula on every backend; that what
 * is allowed stays; save and load through tfjs' JSON; training alike on every backend and engine; no tensor left behind; bad options
 * refused.
 *
 * @param name what the constraint is called in the titles
 * @throws TypeError if an option is missing, unknown or of another type
 *
 * @example
 * ```js
 * import { testConstraint } from '@occam/testing';
 * import { clip, register } from './clip.js';
 *
 * testConstraint('clip', {
 *   create: clip,
 *   examples: [{ limit: 0.5 }],
 *   project: ({ data }, { limit }) => data.map((w) => Math.min(Math.max(w, -limit), limit)),
 *   invalid: [[{ limit: 0 }, /limit must be .* above 0/]],
 *   register,
 * });
 * ```
 */
export function testConstraint<Options>(
  name: string,
  options: TestConstraintOptions<Options>,
): void {
  checkOptions('testConstraint', options, [
    'create',
    'examples',
    'project',
    'invalid',
    'shapes',
    'idempotent',
    'register',
  ]);
  checkFunction('create', options.create);
  checkFunction('project', options.project);
  checkList('examples', options.examples);
  checkBoolean('idempotent', options.idempotent ?? true);
  describe(name, () => {
    for (const { title, check } of constraintLaws(options)) it(title, check);
  });
}
