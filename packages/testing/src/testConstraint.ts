import { checkBoolean, checkOptions } from '@occam/core';
import { describe, it } from 'vitest';
import { constraintLaws } from './constraintLaws.js';
import type { TestConstraintOptions } from './testConstraintOptions.js';
import { checkFunction, checkList } from './testRegularizerOptions.js';

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
