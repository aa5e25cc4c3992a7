import type { NdArray } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import type { Snapshot } from './engine.js';

/** Copies all weights of a model, in the order of `model.getWeights()`. */
export function copyWeights(model: tf.LayersModel): Promise<NdArray[]> {
  return Promise.all(
    model.weights.map(async (weight) => ({
      data: (await weight.read().data()).slice() as Float32Array,
      shape: weight.shape as number[],
    })),
  );
}

/**
 * Replaces all weights of a model, in the order of `model.getWeights()`.
 *
 * @throws RangeError if the number of weights or a shape differs
 */
export function replaceWeights(model: tf.LayersModel, values: readonly NdArray[]): void {
  const shapes = model.weights.map((weight) => `[${weight.shape.join(', ')}]`);
  const given = values.map(({ shape }) => `[${shape.join(', ')}]`);
  if (shapes.join() !== given.join()) {
    throw new RangeError(
      `setWeights needs the shapes ${shapes.join(', ')}, in the order of model.getWeights(), not ${given.join(', ')}`,
    );
  }
  tf.tidy(() => {
    model.weights.forEach((weight, i) =>
      weight.write(tf.tensor(values[i]!.data, weight.shape as number[])),
    );
  });
}

/** Remembers all weights of a model. */
export function snapshotOf(model: tf.LayersModel): Snapshot {
  // A clone shares its data until the variable gets other data: nothing is copied.
  const copies = model.weights.map((weight) => weight.read().clone());
  return {
    restore() {
      model.weights.forEach((weight, i) => (weight.read() as tf.Variable).assign(copies[i]!));
    },
    dispose: () => tf.dispose(copies),
  };
}
