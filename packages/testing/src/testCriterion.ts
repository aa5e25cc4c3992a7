import { checkBoolean, checkOptions } from '@occam/core';
import { describe, it } from 'vitest';
import { criterionLaws } from './criterionLaws.js';
import type { TestCriterionOptions } from './testCriterionOptions.js';
import { checkFunction, checkList } from './testRegularizerOptions.js';

/**
 * Declares the tests that every criterion of relevance must pass, for vitest: finite scores of the right number, the same on every
 * backend, whatever the order of the rows, and along with units that change places; JSON; the model as it was and no tensor left behind; missing
 * and wrong data, layers and options refused.
 *
 * Its formula is for a test of your own.
 *
 * @param name what the criterion is called in the titles
 * @throws TypeError if an option is missing, unknown or of another type
 *
 * @example
 * ```js
 * import { testCriterion } from '@occam/testing';
 * import { meanActivation } from './meanActivation.js';
 *
 * testCriterion('meanActivation', { create: meanActivation, examples: [{}] });
 * ```
 */
export function testCriterion<Options>(name: string, options: TestCriterionOptions<Options>): void {
  checkOptions('testCriterion', options, [
    'create',
    'examples',
    'invalid',
    'equivariant',
    'prepare',
    'behind',
  ]);
  checkFunction('create', options.create);
  checkList('examples', options.examples);
  checkBoolean('equivariant', options.equivariant ?? true);
  describe(name, () => {
    for (const { title, check } of criterionLaws(options)) it(title, check);
  });
}
