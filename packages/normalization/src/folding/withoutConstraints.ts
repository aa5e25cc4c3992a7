import type * as tf from '@tensorflow/tfjs';

/**
 * The configuration of a layer without constraints: its weights are computed from others, which a constraint does not know of,
 * and loading a model enforces constraints.
 */
export function withoutConstraints(
  config: tf.serialization.ConfigDict,
): tf.serialization.ConfigDict {
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => [key, key.endsWith('Constraint') ? null : value]),
  );
}
