import { describe } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import type { Constraint } from './baseClasses.js';

/**
 * Applies the constraints of a model's weights once: w ← constraint(w). The training loops of `@occam/training` do so after each
 * step; tfjs' own `model.fit` does not, whatever `kernelConstraint` says, so there a callback has to.
 *
 * @param model a model of tfjs, also one that contains models
 * @throws TypeError if it is no model
 *
 * @example
 * ```ts
 * import { applyConstraints, maxNorm } from '@occam/regularizers';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const model = tf.sequential({
 *   layers: [tf.layers.dense({ units: 1, inputShape: [2], kernelConstraint: maxNorm(0.5) })],
 * });
 * model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
 * const onBatchEnd = () => Promise.resolve(applyConstraints(model));
 * await model.fit(tf.ones([8, 2]), tf.ones([8, 1]), { epochs: 2, verbose: 0, callbacks: { onBatchEnd } });
 * console.log(tf.norm(model.getWeights()[0]!).dataSync()[0]! <= 0.5); // true
 * ```
 */
export function applyConstraints(model: tf.LayersModel): void {
  if (!Array.isArray(model?.layers)) {
    throw new TypeError(`applyConstraints needs a tf.LayersModel, not ${describe(model)}`);
  }
  tf.tidy(() => {
    for (const weight of model.trainableWeights) {
      const { constraint } = weight as unknown as { constraint: Constraint | null };
      const variable = weight.read() as tf.Variable;
      if (constraint) variable.assign(constraint.apply(variable));
    }
  });
}
