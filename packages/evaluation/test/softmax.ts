import { createRng } from '@occam/core';
import * as tf from '@tensorflow/tfjs';

/** Draws weights for a network of one layer from the seed. */
export function softmax(seed: number, inputs = 4, units = 3): tf.LayersModel {
  const rng = createRng(seed);
  const model = tf.sequential({
    layers: [tf.layers.dense({ inputShape: [inputs], units, activation: 'softmax' })],
  });
  const kernel = tf.tensor2d(
    Float32Array.from({ length: inputs * units }, () => rng.normal()),
    [inputs, units],
  );
  const bias = tf.zeros([units]);
  model.setWeights([kernel, bias]);
  tf.dispose([kernel, bias]);
  return model;
}
