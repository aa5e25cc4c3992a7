import type * as tf from '@tensorflow/tfjs';
import { GroupedNormalization, type GroupedOptions } from './groupedNormalization.js';

/** What {@link instanceNormalization} takes. */
export interface InstanceNormalizationOptions extends GroupedOptions {}

/** The layer that {@link instanceNormalization} makes. */
export class InstanceNormalization extends GroupedNormalization {
  /** The name in saved models. */
  static className = 'OccamInstanceNormalization';

  /** Checks the options. */
  constructor(options: InstanceNormalizationOptions = {}) {
    super(options, { layer: 'instanceNormalization', own: [] });
  }

  override groupSize(): number {
    return 1;
  }
}

/**
 * Creates the layer that normalizes each channel of each row over all other axes, such as height and width, in training as at
 * inference:
 *
 *     y = γ·(x − μ) / √(σ² + ε) + β      μ, σ² of a row and channel, biased; γ, β of a channel
 *
 * Options are those of Keras' GroupNormalization, which it is with as many groups as channels: `axis` −1, `epsilon` 0.001.
 * PyTorch's InstanceNorm has no γ and β unless asked. The fused engine takes channels on the last axis.
 *
 * @throws TypeError or RangeError if an option is unknown, of another type or out of range, and once the input is known, if it
 *   has no such axis, or no other
 *
 * @example
 * ```ts
 * import { instanceNormalization } from '@occam/normalization';
 *
 * const layer = instanceNormalization({ inputShape: [8, 8, 3] });
 * ```
 *
 * Ulyanov, Vedaldi, Lempitsky: Instance Normalization, 2016.
 */
export function instanceNormalization(options: InstanceNormalizationOptions = {}): tf.layers.Layer {
  return new InstanceNormalization(options);
}
