import { describe, it } from 'vitest';
import { scalerLaws } from './scalerLaws.js';
import { checkTestScalerOptions, type TestScalerOptions } from './testScalerOptions.js';

/**
 * Declares the tests that every scaler must pass, for vitest: rows are changed one like the other, whatever is beside them, and
 * come back where they can; parts are learned as the whole; JSON brings the same bits back; the layer does the same on every
 * backend, after save and load and in the fused engine; no tensor is left behind; wrong rows and options are refused.
 *
 * @param name what the scaler is called in the titles
 * @throws TypeError or RangeError if an option is missing, unknown, of another type or out of range
 *
 * @example
 * ```js
 * import { testScaler } from '@occam/testing';
 * import { LogScaler, register } from './logScaler.js';
 *
 * testScaler('LogScaler', {
 *   create: (options) => new LogScaler(options),
 *   examples: [{}, { base: 2 }],
 *   invalid: [[{ base: 0 }, /base must be a number above 0/]],
 *   register,
 * });
 * ```
 */
export function testScaler<Options>(name: string, options: TestScalerOptions<Options>): void {
  checkTestScalerOptions(options);
  describe(name, () => {
    for (const { title, check } of scalerLaws(options)) it(title, check);
  });
}
