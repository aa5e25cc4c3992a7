import * as tf from '@tensorflow/tfjs';
import { watchLayers } from './watchLayers.js';

/** A tensor of a layer; whoever gets it disposes it. */
export interface LayerTensor {
  /** The layer. */
  readonly layer: tf.layers.Layer;
  /** What it returned, or a gradient by it. */
  readonly tensor: tf.Tensor;
}

/** A model with the layers of it that are watched. */
export interface Watched {
  /** The model. */
  readonly model: tf.LayersModel;
  /** The layers. */
  readonly layers: readonly tf.layers.Layer[];
  /** Whether they behave as in training. */
  readonly training: boolean;
}

/** Runs a batch and returns what each layer returned, in the order of the calls. */
export function runForward({ model, layers, training }: Watched, batch: tf.Tensor): LayerTensor[] {
  const kept: LayerTensor[] = [];
  try {
    tf.tidy(() => {
      const keep = (layer: tf.layers.Layer, output: tf.Tensor): tf.Tensor => {
        kept.push({ layer, tensor: tf.keep(tf.clone(output)) });
        return output;
      };
      watchLayers(layers, keep, () => void model.apply(batch, { training }));
    });
  } catch (error) {
    tf.dispose(kept.map(({ tensor }) => tensor));
    throw error;
  }
  return kept;
}

/**
 * Runs a batch and returns the gradients of its loss by what each layer returned and by the model's trained weights: a zero is added
 * to each output, and differentiated by.
 *
 * @param calls the shapes of the outputs, in the order of the calls
 */
export function runBackward(
  { model, layers, training }: Watched,
  batch: tf.Tensor,
  calls: readonly { readonly layer: tf.layers.Layer; readonly shape: number[] }[],
  lossOf: (outputs: tf.Tensor) => tf.Scalar,
): { outputs: LayerTensor[]; weights: Map<tf.LayerVariable, tf.Tensor> } {
  const zeros = calls.map(({ shape }) => tf.tidy(() => tf.variable(tf.zeros(shape))));
  const variables = model.trainableWeights;
  try {
    const { value, grads } = tf.variableGrads(() => {
      let call = 0;
      const probe = (_layer: tf.layers.Layer, output: tf.Tensor) => tf.add(output, zeros[call++]!);
      const run = () => model.apply(batch, { training }) as tf.Tensor;
      return lossOf(watchLayers(layers, probe, run));
    }, [...zeros, ...variables.map((variable) => variable.read() as tf.Variable)]);
    value.dispose();
    const outputs = calls.flatMap(({ layer }, i) => {
      const tensor = grads[zeros[i]!.name];
      return tensor ? [{ layer, tensor }] : [];
    });
    const weights = new Map<tf.LayerVariable, tf.Tensor>();
    for (const variable of variables) {
      const gradient = grads[(variable.read() as tf.Variable).name];
      if (gradient) weights.set(variable, gradient);
    }
    return { outputs, weights };
  } finally {
    tf.dispose(zeros);
  }
}

/** Keeps the weights of a model that training moves without gradients; the function that it returns puts them back. */
export function keepState({ model, training }: Watched): () => void {
  const weights = training ? model.nonTrainableWeights : [];
  const values = weights.map((weight) => weight.read().clone());
  return () => {
    weights.forEach((weight, i) => (weight.read() as tf.Variable).assign(values[i]!));
    tf.dispose(values);
  };
}
