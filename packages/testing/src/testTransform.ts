import { describe, it } from 'vitest';
import { checkTestTransformOptions, type TestTransformOptions } from './testTransformOptions.js';
import { transformLaws } from './transformLaws.js';

/**
 * Declares the tests that every transform of training rows must pass, for vitest: shapes and targets kept, the same variant of a
 * row whatever the batch, exact replay, JSON, the same for tensors on every backend (cpu, WASM without and with Occam's kernels; WebGL in a
 * browser), no tensor left behind, bad options refused. What changes which rows there are must do so by its seed.
 *
 * @param name what the transform is called in the titles
 * @throws TypeError or RangeError if an option is missing, unknown, of another type or out of range
 *
 * @example
 * ```js
 * import { augment } from '@occam/augmentation';
 * import { testTransform } from '@occam/testing';
 * import { darken, register } from './darken.js';
 *
 * testTransform('darken', {
 *   create: darken,
 *   augment,
 *   examples: [{ most: 0.5 }],
 *   identity: [{ most: 0 }],
 *   range: [0, 1],
 *   invalid: [[{ most: 2 }, /most must be .* at most 1, not 2/]],
 *   register,
 * });
 * ```
 */
export function testTransform<Options>(name: string, options: TestTransformOptions<Options>): void {
  checkTestTransformOptions(options);
  describe(name, () => {
    for (const { title, check } of transformLaws(options)) it(title, check);
  });
}
