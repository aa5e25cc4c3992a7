import { describe, it } from 'vitest';
import { layerLaws } from './layerLaws.js';
import { checkTestLayerOptions, type TestLayerOptions } from './testLayerOptions.js';

/**
 * Declares the tests that every layer must pass, for vitest: its gradient beside central differences in float64; the same
 * numbers on every backend (cpu, WASM without and with Occam's kernels; WebGL in a browser) and in both engines; save and load through
 * tfjs' JSON; no tensor left behind; bad options refused. A layer with noise must also draw what a seed decides: other
 * masks in every step and under another seed, the same again under the same, and the mean of them at inference.
 *
 * Weights are drawn from the normal distribution, and are positive where their name ends in `variance`.
 *
 * @param name what the layer is called in the titles
 * @throws TypeError or RangeError if an option is missing, unknown, of another type or out of range
 *
 * @example
 * ```js
 * import { testLayer } from '@occam/testing';
 * import { jitter, register } from './jitter.js';
 *
 * testLayer('jitter', {
 *   create: jitter,
 *   examples: [{ width: 0.1 }],
 *   invalid: [[{ width: -1 }, /width must be .* at least 0, not -1/]],
 *   noisy: true,
 *   fused: /no lowering/,
 *   register,
 * });
 * ```
 */
export function testLayer<Options>(name: string, options: TestLayerOptions<Options>): void {
  checkTestLayerOptions(options);
  describe(name, () => {
    for (const { title, check } of layerLaws(options)) it(title, check);
  });
}
