import { checkInteger } from '@occam/core';
import type * as tf from '@tensorflow/tfjs';
import { GroupedNormalization, type GroupedOptions } from './groupedNormalization.js';

/** What {@link groupNormalization} takes. */
export interface GroupNormalizationOptions extends GroupedOptions {
  /** How many groups the channels make, at least 1; −1 for one of each channel. It must divide them. Default 32. */
  groups?: number | undefined;
}

/** The layer that {@link groupNormalization} makes. */
export class GroupNormalization extends GroupedNormalization {
  /** The name in saved models. */
  static className = 'OccamGroupNormalization';
  /** How many groups the channels make. */
  readonly groups: number;

  /** Checks the options. */
  constructor(options: GroupNormalizationOptions = {}) {
    super(options, { layer: 'groupNormalization', own: ['groups'] });
    const { groups = 32 } = options;
    if (groups !== -1) checkInteger('groups', groups, { min: 1 });
    this.groups = groups;
  }

  override groupSize(channels: number): number {
    const { groups, name } = this;
    if (groups === -1) return 1;
    if (channels % groups !== 0) {
      const divisors = Array.from({ length: channels }, (_, i) => i + 1).filter(
        (one) => channels % one === 0,
      );
      throw new RangeError(
        `groups must divide the ${channels} channels of the layer '${name}', which ${groups} does not: take ${divisors.join(', ')}`,
      );
    }
    return channels / groups;
  }

  /** The options. */
  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), groups: this.groups };
  }
}

/**
 * Creates the layer that normalizes each group of neighbouring channels of each row, over all other axes, in training as at
 * inference:
 *
 *     y = γ·(x − μ) / √(σ² + ε) + β      μ, σ² of a row and group, biased; γ, β of a channel
 *
 * Options are named as in Keras, with its defaults: `groups` 32, `axis` −1, `epsilon` 0.001. One group is layer normalization
 * of all axes but with γ and β for each channel, as many as channels ({@link instanceNormalization}) is another end. The fused
 * engine takes channels on the last axis.
 *
 * @throws TypeError or RangeError if an option is unknown, of another type or out of range, and once the input is known, if it
 *   has no such axis or the groups do not divide its channels
 *
 * @example
 * ```ts
 * import { groupNormalization } from '@occam/normalization';
 *
 * const layer = groupNormalization({ groups: 4 });
 * ```
 *
 * Wu, He: Group Normalization, 2018.
 */
export function groupNormalization(options: GroupNormalizationOptions = {}): tf.layers.Layer {
  return new GroupNormalization(options);
}
