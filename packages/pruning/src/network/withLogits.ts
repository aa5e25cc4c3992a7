import * as tf from '@tensorflow/tfjs';
import type { TfjsActivation } from './kernelLayer.js';
import { endingOf } from './plainLoss.js';

interface Activated extends tf.layers.Layer {
  activation?: TfjsActivation | null;
}

/** Runs something while a network that ends in softmax or sigmoid gives logits instead; the activation is back afterwards. */
export function withLogits<T>(model: tf.LayersModel, run: () => T): T {
  const last = model.outputs[0]!.sourceLayer as Activated;
  const ending = endingOf(model);
  if (ending !== 'softmax' && ending !== 'sigmoid') return run();
  if (last.getClassName() === 'Softmax') {
    last.call = (inputs) => (Array.isArray(inputs) ? inputs[0]! : inputs);
    try {
      return run();
    } finally {
      delete (last as Partial<tf.layers.Layer>).call;
    }
  }
  const { activation } = last;
  last.activation = (tf.layers.activation({ activation: 'linear' }) as Activated).activation!;
  try {
    return run();
  } finally {
    last.activation = activation ?? null;
  }
}
