import {
  checkInteger,
  checkOneOf,
  checkOptions,
  createRng,
  describe,
  type Seed,
} from '@occam/core';
import * as tf from '@tensorflow/tfjs';

/** What {@link withHints} takes. */
export interface WithHintsOptions {
  /** How many hint units there are, at least 1. */
  units: number;
  /** Their activation; 'sigmoid' for hints that are true or false. Default 'linear'. */
  activation?: 'linear' | 'sigmoid' | 'tanh' | undefined;
  /** The name of the layer that the hint units look at. Default: what the last layer with weights gets. */
  layer?: string | undefined;
  /** Decides their first weights. Default 0. */
  seed?: Seed | undefined;
}

interface Node {
  readonly inputTensors: tf.SymbolicTensor[];
}

/**
 * Adds hint units to a model: a second output, a Dense layer beside the last one, that looks at the last hidden
 * representation (or at the output of `layer`). Train it with {@link hints} in the objective and `hints` beside y, or in plain
 * tfjs as any model with two outputs; {@link stripHints} takes the units away again.
 *
 * The new model shares layers and weights with the given one: training one trains the other, and each may be disposed of by
 * itself. It is an ordinary tfjs model that can be saved and loaded. `fit` and `predict` treat its first output as they treat that of the given model.
 *
 * Sources: Suddarth, Kergosien (1990), "Rule-injection hints as a means of improving network performance and learning time";
 * Abu-Mostafa (1990), "Learning from hints in neural networks".
 *
 * @returns a model with two outputs, the hints second
 * @throws TypeError or RangeError if an option is unknown, of another type or out of range, the model has more than one output
 * already, or there is no such layer, or it does not return one row of numbers
 *
 * @example
 * ```ts
 * import { hints, register, stripHints, withHints } from '@occam/regularizers';
 * import { fit } from '@occam/training';
 * import * as tf from '@tensorflow/tfjs';
 *
 * register();
 * const model = tf.sequential({
 *   layers: [
 *     tf.layers.dense({ units: 8, inputShape: [2], activation: 'tanh' }),
 *     tf.layers.dense({ units: 1 }),
 *   ],
 * });
 * const x = tf.randomNormal([64, 2]);
 * const radius = tf.norm(x, 'euclidean', 1); // the concept that the target depends on
 * const y = tf.sin(radius);
 * const hinted = withHints(model, { units: 1 });
 * const data = { x, y, task: 'regression' as const, hints: radius };
 * await fit(hinted, data, { epochs: 2, objective: { terms: [hints({ weight: 0.5 })] } });
 * const plain = stripHints(hinted); // one output again
 * ```
 */
export function withHints(model: tf.LayersModel, options: WithHintsOptions): tf.LayersModel {
  checkOptions('withHints', options, ['units', 'activation', 'layer', 'seed']);
  const { units, activation = 'linear', layer, seed = 0 } = options;
  checkInteger('units', units, { min: 1 });
  checkOneOf('activation of withHints', activation, ['linear', 'sigmoid', 'tanh']);
  if (layer !== undefined && typeof layer !== 'string') {
    throw new TypeError(`layer of withHints must be the name of a layer, not ${describe(layer)}`);
  }
  const rng = createRng(seed).fork('hints');
  checkLayersModel('withHints', model);
  if (model.outputs.length !== 1) {
    throw new RangeError(
      `withHints needs a model with one output, not ${model.outputs.length}: take stripHints(model) first`,
    );
  }
  const hidden = hiddenTensor(model, layer);
  if (hidden.shape.length !== 2) {
    throw new RangeError(
      `the hint units need one row of numbers, shape [n, units], but they would look at ` +
        `[n, ${hidden.shape.slice(1).join(', ')}]: name another layer, as one after a Flatten`,
    );
  }
  const head = tf.layers.dense({
    units,
    activation,
    name: freeName(model),
    kernelInitializer: tf.initializers.glorotUniform({ seed: rng.int(2 ** 31 - 1) + 1 }),
  });
  const output = head.apply(hidden) as tf.SymbolicTensor;
  return sharing(model, tf.model({ inputs: model.inputs, outputs: [model.outputs[0]!, output] }));
}

/**
 * Takes the hint units away: the network with its first output only, and the weights that it has.
 *
 * It shares its layers with the given model, so that disposing of one leaves the other usable.
 *
 * @throws TypeError if it is no model; RangeError if the model has no second output
 *
 * @example
 * ```ts
 * import { stripHints, withHints } from '@occam/regularizers';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const model = tf.sequential({
 *   layers: [tf.layers.dense({ units: 8, inputShape: [2] }), tf.layers.dense({ units: 1 })],
 * });
 * const hinted = withHints(model, { units: 3 });
 * stripHints(hinted).outputs.length; // 1
 * ```
 */
export function stripHints(model: tf.LayersModel): tf.LayersModel {
  checkLayersModel('stripHints', model);
  if (model.outputs.length < 2) {
    throw new RangeError('stripHints needs a model with hints, but it has one output only');
  }
  return sharing(model, tf.model({ inputs: model.inputs, outputs: model.outputs[0]! }));
}

/** Counts the layers that two models share once more: tfjs would free them with the first model that is disposed. */
function sharing(given: tf.LayersModel, made: tf.LayersModel): tf.LayersModel {
  for (const layer of made.layers) {
    if (given.layers.includes(layer)) (layer as unknown as { _refCount: number })._refCount++;
  }
  return made;
}

function checkLayersModel(owner: string, model: tf.LayersModel): void {
  if (!Array.isArray(model?.layers)) {
    throw new TypeError(`${owner} needs a tf.LayersModel, not ${describe(model)}`);
  }
  if (!model.outputs?.length) {
    throw new RangeError(
      `${owner} needs a model that is built: add a first layer with an inputShape`,
    );
  }
}

/** What the last layer with weights is called with, or what a layer returns. */
function hiddenTensor(model: tf.LayersModel, name: string | undefined): tf.SymbolicTensor {
  if (name !== undefined) {
    const layer = model.layers.find((one) => one.name === name);
    if (layer) return layer.output as tf.SymbolicTensor;
    const names = model.layers.map((one) => one.name);
    throw new RangeError(`withHints finds no layer '${name}'; there are ${names.join(', ')}`);
  }
  let tensor = model.outputs[0]!;
  for (;;) {
    const { sourceLayer, nodeIndex } = tensor;
    const { inputTensors } = (sourceLayer.inboundNodes as unknown as Node[])[nodeIndex]!;
    if (inputTensors.length !== 1) {
      throw new RangeError(
        `the layer '${sourceLayer.name}' at the end of the model has ${inputTensors.length} inputs: ` +
          `name the layer that the hint units look at`,
      );
    }
    tensor = inputTensors[0]!;
    if (sourceLayer.weights.length > 0) break;
  }
  if (tensor.id === model.inputs[0]!.id) {
    throw new RangeError(
      'withHints needs a hidden layer: hint units that look at the inputs teach the network nothing',
    );
  }
  return tensor;
}

function freeName(model: tf.LayersModel): string {
  const names = new Set(model.layers.map((layer) => layer.name));
  let name = 'hints';
  for (let i = 1; names.has(name); i++) name = `hints_${i}`;
  return name;
}
