import { describe } from '@occam/core';
import type * as tf from '@tensorflow/tfjs';

/**
 * Checks that something is a model whose weights are there.
 *
 * @param owner who asks, for the message
 * @throws TypeError or RangeError if not
 */
export function checkBuilt(owner: string, model: tf.LayersModel): void {
  if (!Array.isArray(model?.layers)) {
    throw new TypeError(
      `${owner} takes a tf.LayersModel, as tf.sequential() or tf.model() makes one, not ${describe(model)}`,
    );
  }
  if (!model.inputs?.length) {
    throw new RangeError(
      `${owner}: the model has no input yet: add a first layer with an inputShape`,
    );
  }
}
