import * as tf from '@tensorflow/tfjs';
import { normalizeRows, type LossName, type OutputForm } from './losses.js';
import { lastLayerOf } from './modelLayers.js';

/** The activation with which a model ends, as far as a loss cares. */
export type OutputActivation = 'softmax' | 'sigmoid' | 'linear' | 'other';

interface ActivationLayer extends tf.layers.Layer {
  activation?: { getClassName(): string } | null;
}

/**
 * Says with which activation a model ends: that of its last layer, whether Dense, Activation, Softmax or any other layer
 * with an `activation`. A last layer that is used in several places counts as 'other', because its activation cannot be
 * left out in one of them; so does one whose outputs are penalized, which must then be there.
 */
export function outputActivation(model: tf.LayersModel): OutputActivation {
  const layer = lastLayerOf(model) as ActivationLayer;
  if (layer.inboundNodes.length > 1 || layer.activityRegularizer) return 'other';
  const name =
    layer.getClassName() === 'Softmax' ? 'softmax' : (layer.activation?.getClassName() ?? 'other');
  return name === 'softmax' || name === 'sigmoid' || name === 'linear' ? name : 'other';
}

/**
 * Says what a loss is computed from: for the two cross-entropies logits wherever the model has them, since that never
 * overflows; for the others the outputs as they are.
 */
export function outputForm(loss: LossName, activation: OutputActivation): OutputForm {
  if (loss !== 'crossEntropy' && loss !== 'binaryCrossEntropy') return 'probabilities';
  const inverted = loss === 'crossEntropy' ? 'softmax' : 'sigmoid';
  return activation === 'linear' || activation === inverted ? 'logits' : 'probabilities';
}

/**
 * Runs `forward` with the model's last activation left out, so that its output are logits; the activation is back
 * afterwards, whatever happens. For models that end in softmax, sigmoid or linear.
 */
export function withLogits<T>(model: tf.LayersModel, forward: () => T): T {
  const layer = lastLayerOf(model) as ActivationLayer;
  if (layer.getClassName() === 'Softmax') {
    layer.call = (inputs) => (Array.isArray(inputs) ? inputs[0]! : inputs);
    try {
      return forward();
    } finally {
      delete (layer as Partial<ActivationLayer>).call;
    }
  }
  const { activation } = layer;
  layer.activation = linearActivation();
  try {
    return forward();
  } finally {
    layer.activation = activation ?? null;
  }
}

/** tfjs exports no activations: one is taken from a layer that is never built. */
function linearActivation(): NonNullable<ActivationLayer['activation']> {
  const layer = tf.layers.activation({ activation: 'linear', name: 'occam_linear' });
  return (layer as ActivationLayer).activation!;
}

/**
 * Turns a model's outputs into what a user asks for: class probabilities after one of the two cross-entropies, the
 * numbers themselves after any other loss.
 *
 * @param outputs shape [n, units]
 * @returns shape [n, units]; [n, 2] for one sigmoid unit
 */
export function outputsToPredictions(
  loss: LossName,
  activation: OutputActivation,
  outputs: tf.Tensor2D,
): tf.Tensor2D {
  if (loss === 'crossEntropy') {
    if (activation === 'softmax') return outputs;
    return activation === 'linear' ? tf.softmax(outputs) : normalizeRows(outputs);
  }
  if (loss === 'binaryCrossEntropy') {
    const p = activation === 'linear' ? tf.sigmoid(outputs) : outputs;
    return outputs.shape[1] === 1 ? tf.concat([tf.sub(1, p), p], 1) : normalizeRows(p);
  }
  return outputs;
}
