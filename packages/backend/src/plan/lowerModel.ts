import * as tf from '@tensorflow/tfjs';
import { lowerActivity, type ActivityRegularizer } from './lowerActivity.js';
import { LoweringError, loweringOf } from './lowering.js';
import type { Activation, Plan } from './plan.js';

interface Node {
  readonly inputTensors: tf.SymbolicTensor[];
}

/** What {@link lowerModel} takes. */
export interface LowerModelOptions {
  /** A layer that is left out: what comes in goes on. Default: none. */
  readonly without?: tf.layers.Layer | undefined;
}

/** What is the same for a model and the models inside it. */
interface Walk extends LowerModelOptions {
  readonly plan: Plan;
  readonly seen: Set<tf.layers.Layer>;
}

/**
 * Lowers a model with one output: each layer, also of models inside it, by the lowering of its class, in the order in
 * which data flow.
 *
 * @param inputs what the model is called with, in the order of `model.inputs`
 * @returns the model's output
 * @throws LoweringError naming the first layer that cannot be lowered
 */
export function lowerModel(
  model: tf.LayersModel,
  plan: Plan,
  inputs: readonly Activation[],
  options: LowerModelOptions = {},
): Activation {
  checkOneOutput(model);
  return lowerOutputs(model, plan, inputs, 1, options)[0]!;
}

/**
 * Lowers what the first outputs of a model need, and nothing else of it.
 *
 * @param count how many outputs are wanted
 * @returns so many outputs
 * @throws LoweringError naming the first layer that cannot be lowered
 */
export function lowerOutputs(
  model: tf.LayersModel,
  plan: Plan,
  inputs: readonly Activation[],
  count: number,
  options: LowerModelOptions = {},
): Activation[] {
  return lowerGraph(model, inputs, model.outputs.slice(0, count), {
    ...options,
    plan,
    seen: new Set(),
  });
}

function checkOneOutput(model: tf.LayersModel): void {
  if (model.outputs.length !== 1) {
    throw new LoweringError(`the model '${model.name}' has ${model.outputs.length} outputs`);
  }
}

function lowerGraph(
  model: tf.LayersModel,
  inputs: readonly Activation[],
  outputs: readonly tf.SymbolicTensor[],
  walk: Walk,
): Activation[] {
  const consumers = countConsumers(model, outputs);
  const ready = new Map<number, Activation[]>();

  const provide = (tensor: tf.SymbolicTensor, activation: Activation) =>
    ready.set(tensor.id, walk.plan.branch(activation, consumers.get(tensor.id) ?? 1));

  function consume(tensor: tf.SymbolicTensor): Activation {
    if (!ready.has(tensor.id)) {
      const layer = tensor.sourceLayer;
      provide(tensor, lowerLayer(layer, inputTensors(tensor).map(consume), walk));
    }
    return ready.get(tensor.id)!.pop()!;
  }

  model.inputs.forEach((tensor, i) => provide(tensor, inputs[i]!));
  return outputs.map(consume);
}

function lowerLayer(layer: tf.layers.Layer, inputs: readonly Activation[], walk: Walk): Activation {
  if ('layers' in layer) {
    const inner = layer as unknown as tf.LayersModel;
    checkOneOutput(inner);
    return lowerGraph(inner, inputs, inner.outputs, walk)[0]!;
  }
  if (layer === walk.without) return inputs[0]!;
  const className = layer.getClassName();
  const lowering = loweringOf('layer', className);
  if (!lowering) {
    throw new LoweringError(
      `the layer '${layer.name}' is a ${className}, which has no lowering` +
        (className.startsWith('Occam') ? ': call the register() of its package first' : ''),
    );
  }
  // A class that is derived from one of tfjs' goes by its name unless it has its own.
  const named = tf.serialization.SerializationMap.getMap().classNameMap[className]?.[0];
  if (named && named !== layer.constructor) {
    throw new LoweringError(
      `the layer '${layer.name}' is of a class that only goes by the name ${className}: give it a className of its own`,
    );
  }
  const { _callHook: hook } = layer as unknown as { _callHook: unknown };
  if (hook || Object.hasOwn(layer, 'call')) {
    throw new LoweringError(`the call of the layer '${layer.name}' is replaced or has a hook`);
  }
  if (layer.weights.length > 0 && walk.seen.has(layer)) {
    throw new LoweringError(`the layer '${layer.name}' is used in several places`);
  }
  walk.seen.add(layer);
  const output = lowering(layer, walk.plan, inputs);
  const { activityRegularizer } = layer as { activityRegularizer?: ActivityRegularizer | null };
  if (activityRegularizer) lowerActivity(layer.name, activityRegularizer, walk.plan, output);
  return output;
}

/** How often each tensor of a model is read, its outputs included. */
function countConsumers(
  model: tf.LayersModel,
  outputs: readonly tf.SymbolicTensor[],
): Map<number, number> {
  const counts = new Map<number, number>();
  const visit = (tensor: tf.SymbolicTensor): void => {
    const count = counts.get(tensor.id) ?? 0;
    counts.set(tensor.id, count + 1);
    if (count === 0 && !model.inputs.some(({ id }) => id === tensor.id)) {
      inputTensors(tensor).forEach(visit);
    }
  };
  outputs.forEach(visit);
  return counts;
}

function inputTensors({ sourceLayer, nodeIndex }: tf.SymbolicTensor): tf.SymbolicTensor[] {
  return (sourceLayer.inboundNodes as unknown as Node[])[nodeIndex]!.inputTensors;
}
