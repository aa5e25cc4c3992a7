import { describe, it } from 'vitest';
import { regularizerLaws } from './regularizerLaws.js';
import {
  checkTestRegularizerOptions,
  type TestRegularizerOptions,
} from './testRegularizerOptions.js';

/**
 * Declares the tests that every regularizer must pass, for vitest: its value beside a plain formula and its gradient beside
 * central differences of that formula in float64, on every backend; save and load through tfjs' JSON; training alike on every
 * backend and engine; no tensor left behind; bad options refused.
 *
 * @param name what the regularizer is called in the titles
 * @throws TypeError if an option is missing, unknown or of another type
 *
 * @example
 * ```js
 * import { testRegularizer } from '@occam/testing';
 * import { cubes, register } from './cubes.js';
 *
 * testRegularizer('cubes', {
 *   create: cubes,
 *   examples: [{ strength: 0.1 }],
 *   value: ({ data }, { strength }) => strength * data.reduce((sum, w) => sum + Math.abs(w) ** 3, 0),
 *   invalid: [[{ strength: -1 }, /strength must be .* at least 0/]],
 *   register,
 * });
 * ```
 */
export function testRegularizer<Options>(
  name: string,
  options: TestRegularizerOptions<Options>,
): void {
  checkTestRegularizerOptions(options);
  describe(name, () => {
    for (const { title, check } of regularizerLaws(options)) it(title, check);
  });
}
