import { lookupClass } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import { KNOWN_ACTIVATIONS } from './activationPull.js';
import {
  LAYER_DERIVATIVES,
  obstacleOf,
  type LayerDerivative,
  type PassedLayer,
} from './layerDerivatives.js';

interface Node {
  readonly inputTensors: tf.SymbolicTensor[];
}

interface ActivationLayer extends tf.layers.Layer {
  readonly activation?: { getClassName(): string } | null;
}

/** A layer of a chain, and how inputs pass it. */
interface Link {
  readonly layer: tf.layers.Layer;
  readonly pass: LayerDerivative;
}

/** A network, or the first part of one, as layers one after another. */
export type Chain = readonly Link[];

/**
 * Lists the layers on the way from a model's input to its first output, also those of models inside it.
 *
 * @param owner the term that asks, for the message
 * @throws RangeError naming the first layer, from the output, that no derivative is known of or that has several inputs
 */
export function chainOf(owner: string, model: tf.LayersModel): Chain {
  const chain: Link[] = [];
  const visit = (container: tf.LayersModel): void => {
    let tensor = container.outputs[0]!;
    while (tensor.id !== container.inputs[0]!.id) {
      const layer = tensor.sourceLayer;
      const nodes = layer.inboundNodes as unknown as Node[];
      const { inputTensors } = nodes[tensor.nodeIndex]!;
      if (inputTensors.length !== 1) {
        throw new RangeError(
          `${owner} needs a chain of layers, but the layer '${layer.name}' has ${inputTensors.length} inputs`,
        );
      }
      if ('layers' in layer) visit(layer as unknown as tf.LayersModel);
      else
        chain.unshift({ layer, pass: derivativeOf(owner, layer, inputTensors[0]!.shape.length) });
      tensor = inputTensors[0]!;
    }
  };
  if (model.inputs.length !== 1) {
    throw new RangeError(`${owner} needs a model with one input, not ${model.inputs.length}`);
  }
  // A model inside the chain is listed before what follows it, so the order is that of the data.
  visit(model);
  return chain;
}

function derivativeOf(owner: string, layer: tf.layers.Layer, rank: number): LayerDerivative {
  const className = layer.getClassName();
  const known = Object.hasOwn(LAYER_DERIVATIVES, className)
    ? LAYER_DERIVATIVES[className]
    : registered(className);
  const obstacle = known ? obstacleOf(layer, rank) : `is a ${className}`;
  if (obstacle) {
    throw new RangeError(
      `${owner} differentiates the model layer by layer, but the layer '${layer.name}' ${obstacle}: ` +
        `it knows ${Object.keys(LAYER_DERIVATIVES).join(', ')} with the activations ${KNOWN_ACTIVATIONS.join(', ')}, ` +
        `and what registerClass('derivative', className, …) of @occam/core made known`,
    );
  }
  return known!;
}

function registered(className: string): LayerDerivative | undefined {
  try {
    return lookupClass('derivative', className) as LayerDerivative;
  } catch {
    return undefined;
  }
}

/** Leaves out softmax or sigmoid at the end of a chain, so that it ends in logits; any other chain stays as it is. */
export function withoutHead(chain: Chain): Chain {
  const last = chain.at(-1);
  const head = last && headOf(last.layer);
  if (head !== 'softmax' && head !== 'sigmoid') return chain;
  const before = chain.slice(0, -1);
  const className = last!.layer.getClassName();
  if (className === 'Softmax' || className === 'Activation') return before;
  if (className !== 'Dense' && className !== 'OccamDropConnect') return chain;
  return [...before, { layer: linearDense(last!.layer), pass: last!.pass }];
}

/** The activation with which a chain ends. */
export function headOf(layer: tf.layers.Layer): string {
  if (layer.getClassName() === 'Softmax') return 'softmax';
  return (layer as ActivationLayer).activation?.getClassName() ?? 'linear';
}

/** The same layer, seen without its activation. */
function linearDense(layer: tf.layers.Layer): tf.layers.Layer {
  return Object.create(layer, { activation: { value: null } }) as tf.layers.Layer;
}

/**
 * The part of a chain up to a layer.
 *
 * @param name the layer whose output is wanted; undefined: what the last layer with weights gets, the last hidden
 * representation
 * @throws RangeError if there is no such layer, or no hidden one
 */
export function chainUpTo(owner: string, chain: Chain, name: string | undefined): Chain {
  if (name !== undefined) {
    const index = chain.findIndex(({ layer }) => layer.name === name);
    if (index >= 0) return chain.slice(0, index + 1);
    const names = chain.map(({ layer }) => layer.name);
    throw new RangeError(`${owner} finds no layer '${name}'; there are ${names.join(', ')}`);
  }
  const last = chain.findLastIndex(({ layer }) => layer.weights.length > 0);
  const hidden = chain.slice(0, Math.max(last, 0));
  if (!hidden.some(({ layer }) => layer.weights.length > 0)) {
    throw new RangeError(`${owner} needs a hidden layer before the last one: the model has none`);
  }
  return hidden;
}

/** A chain at one input. */
export interface PassedChain {
  /** What the chain returns, shape [n, …]. */
  readonly output: tf.Tensor;
  /**
   * Pulls gradients back to the input: from [n or 1, count, …output] to [n or 1, count, …input]. One reverse pass of tfjs
   * differentiates what comes out.
   */
  pull(gradients: tf.Tensor): tf.Tensor;
  /** The mean over the rows of Σ pull(gradients)². */
  meanOfSquares(gradients: tf.Tensor): tf.Scalar;
}

/** Passes rows through a chain in inference mode: without noise, and with running statistics. */
export function passChain(chain: Chain, x: tf.Tensor): PassedChain {
  const passed: PassedLayer[] = [];
  let output = x;
  for (const { layer, pass } of chain) {
    const one = pass(layer, output);
    passed.push(one);
    output = one.output;
  }
  const pullDownTo = (first: number, gradients: tf.Tensor) =>
    passed.slice(first).reduceRight((pulled, one) => one.pull(pulled), gradients);
  return {
    output,
    pull: (gradients) => pullDownTo(0, gradients),
    meanOfSquares(gradients) {
      // What only reshapes at the begin leaves the squares as they are.
      const first = passed.findIndex((one) => !one.reshapes);
      const ofLayer = passed[first]?.meanOfSquares;
      if (ofLayer) return ofLayer(pullDownTo(first + 1, gradients)) as tf.Scalar;
      const pulled = pullDownTo(0, gradients);
      // Gradients that are the same in all rows are there once.
      return tf.div(tf.sum(tf.square(pulled)), pulled.shape[0]!) as tf.Scalar;
    },
  };
}

/**
 * The mean over the rows of ‖∂output/∂input‖², the squared Frobenius norm of the Jacobian. It is built from the outputs
 * back, since networks have fewer outputs than inputs: for each output its gradient by the inputs.
 */
export function squaredJacobian(chain: Chain, x: tf.Tensor): tf.Scalar {
  const { output, meanOfSquares } = passChain(chain, x);
  const shape = output.shape.slice(1);
  const size = shape.reduce((product, n) => product * n, 1);
  const each = tf.reshape(tf.eye(size), [1, size, ...shape]);
  return meanOfSquares(each);
}
