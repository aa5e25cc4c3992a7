import * as tf from '@tensorflow/tfjs';

/** A part of a network whose outputs can be asked for. */
type Part = tf.layers.Layer | 'inputs';

/**
 * Prepares the outputs of a layer, at inference.
 *
 * @param part a layer of the model; 'inputs': the features themselves
 * @param units how many units it has
 * @returns a function from features [n, …] to the layer's outputs [n, positions, units]; one position for a dense layer
 */
export function unitOutputs(
  model: tf.LayersModel,
  part: Part,
  units: number,
): (x: tf.Tensor) => tf.Tensor3D {
  const shaped = (values: tf.Tensor): tf.Tensor3D =>
    tf.reshape(values, [values.shape[0]!, -1, units]);
  if (part === 'inputs') return shaped;
  const head = tf.model({ inputs: model.inputs, outputs: part.output as tf.SymbolicTensor });
  return (x) => shaped(head.apply(x, { training: false }) as tf.Tensor);
}

/** The outputs of a model at inference, shape [n, outputs]. */
export function outputsOf(model: tf.LayersModel, x: tf.Tensor): tf.Tensor2D {
  const outputs = model.apply(x, { training: false }) as tf.Tensor;
  return tf.reshape(outputs, [x.shape[0]!, -1]);
}

/**
 * Runs something while a layer of a network passes on `change(its outputs)`, so that tfjs can differentiate by what is done to them.
 */
export function withChanged<T>(
  layer: tf.layers.Layer,
  change: (outputs: tf.Tensor) => tf.Tensor,
  run: () => T,
): T {
  const own = Object.hasOwn(layer, 'call');
  const { call } = layer;
  layer.call = (inputs, kwargs) => change(call.call(layer, inputs, kwargs) as tf.Tensor);
  try {
    return run();
  } finally {
    if (own) layer.call = call;
    else delete (layer as Partial<tf.layers.Layer>).call;
  }
}

/**
 * The gradient of a function of a network's outputs by the outputs of one of its layers.
 *
 * @param x features, shape [n, …]
 * @param f from the network's outputs [n, outputs] to a number
 * @returns of the shape of the layer's outputs
 */
export function gradientByOutputs(
  model: tf.LayersModel,
  layer: tf.layers.Layer,
  x: tf.Tensor,
  f: (outputs: tf.Tensor2D) => tf.Scalar,
): tf.Tensor {
  const head = tf.model({ inputs: model.inputs, outputs: layer.output as tf.SymbolicTensor });
  const values = head.apply(x, { training: false }) as tf.Tensor;
  // The layer's own outputs are replaced, so that nothing before it is differentiated.
  return tf.grad((outputs: tf.Tensor) =>
    withChanged(
      layer,
      () => outputs,
      () => f(outputsOf(model, x)),
    ),
  )(values);
}
