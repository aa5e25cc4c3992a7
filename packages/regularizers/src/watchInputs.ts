import * as tf from '@tensorflow/tfjs';

interface Node {
  readonly inputTensors: tf.SymbolicTensor[];
}

/** What a model was called with last. */
export interface WatchedInputs {
  /** The features of the batch that is in work; undefined if there is none. */
  current(): tf.Tensor | undefined;
}

const watched = new WeakMap<tf.LayersModel, WatchedInputs>();

/**
 * Notes what a model is called with: tfjs gives a loss function only targets and outputs. The layer that gets the model's
 * input is asked by its `apply`, which computes what it always did. A model is watched once.
 */
export function watchInputs(model: tf.LayersModel): WatchedInputs {
  const known = watched.get(model);
  if (known) return known;
  const input = model.inputs[0]!;
  const first = model.layers.find((layer) =>
    (layer.inboundNodes as unknown as Node[]).some(({ inputTensors }) =>
      inputTensors.some(({ id }) => id === input.id),
    ),
  );
  if (!first) throw new RangeError('the model has no layer that takes its input');
  let last: tf.Tensor | undefined;
  const apply = first.apply.bind(first);
  first.apply = (inputs, kwargs) => {
    const value = Array.isArray(inputs) ? inputs[0] : inputs;
    if (value instanceof tf.Tensor) last = value;
    return apply(inputs, kwargs);
  };
  const inputs: WatchedInputs = {
    current: () => (last?.isDisposed === false ? last : undefined),
  };
  watched.set(model, inputs);
  return inputs;
}
