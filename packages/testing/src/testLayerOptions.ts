import { checkBoolean, checkInteger, checkOptions, describe } from '@occam/core';
import type * as tf from '@tensorflow/tfjs';

/** What {@link testLayer} must know about a layer. */
export interface TestLayerOptions<Options> {
  /** Makes the layer, from options of yours and those of every layer of tfjs: `name`, `inputShape`, and `seed` if it has noise. */
  readonly create: (options: Options) => tf.layers.Layer;
  /** Options to try; at least one. */
  readonly examples: readonly Options[];
  /** Options that must be refused, and what the message must say: the option's name and range. At least one. */
  readonly invalid: readonly (readonly [options: unknown, message: RegExp])[];
  /** The shape of one row of its input. Default [6]. */
  readonly inputShape?: readonly number[] | undefined;
  /** Whether it draws random numbers in training, from a `LayerNoise` in its property `noise`. Default false. */
  readonly noisy?: boolean | undefined;
  /** Whether its output at inference is the mean of those in training. Default: as `noisy`. */
  readonly mean?: boolean | undefined;
  /** Whether the fused engine can train it; else what the reason must say. Default true. */
  readonly fused?: true | RegExp | undefined;
  /** Makes it known to tfjs' loader and to the fused engine. Default: nothing. */
  readonly register?: (() => void) | undefined;
}

/**
 * Checks the options of testLayer.
 *
 * @throws TypeError or RangeError if one is missing, unknown, of another type or out of range
 */
export function checkTestLayerOptions<Options>(options: TestLayerOptions<Options>): void {
  checkOptions('testLayer', options, [
    'create',
    'examples',
    'invalid',
    'inputShape',
    'noisy',
    'mean',
    'fused',
    'register',
  ]);
  const { create, examples, invalid, inputShape = [6], noisy = false, mean = noisy } = options;
  const { fused = true, register = () => {} } = options;
  for (const [name, value] of Object.entries({ create, register })) {
    if (typeof value !== 'function') {
      throw new TypeError(`${name} must be a function, not ${describe(value)}`);
    }
  }
  for (const [name, value] of Object.entries({ examples, invalid, inputShape })) {
    if (!Array.isArray(value) || value.length === 0) {
      throw new TypeError(`${name} must be a list of at least one, not ${describe(value)}`);
    }
  }
  inputShape.forEach((n, axis) => checkInteger(`inputShape[${axis}]`, n, { min: 1 }));
  checkBoolean('noisy', noisy);
  checkBoolean('mean', mean);
  if (fused !== true && !(fused instanceof RegExp)) {
    throw new TypeError(
      `fused must be true, or what the reason against it must match, not ${describe(fused)}`,
    );
  }
}
