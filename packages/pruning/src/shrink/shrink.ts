import { checkOneOf, checkOptions, describe } from '@occam/core';
import type * as tf from '@tensorflow/tfjs';
import { constantsOf } from './constants.js';
import { graphOf, type GraphNode } from './graph.js';
import { needsOf, type Needs } from './needs.js';
import { keptOf, rebuild, type Kept } from './rebuild.js';
import { roleOf } from './roles.js';

/** What {@link shrink} takes. */
export interface ShrinkOptions {
  /**
   * Whether inputs that nothing needs go too: 'remove' gives a network of fewer features, those of {@link selectedInputs}. Only flat
   * rows lose features. Default 'remove'.
   */
  inputs?: 'remove' | 'keep' | undefined;
}

/** Which inputs a model uses. */
export interface SelectedInputs {
  /** Their indices in a row of the model that was shrunk, ascending. */
  readonly indices: Uint32Array;
  /** Their names, where names were given. */
  readonly names?: readonly string[];
}

const shrunk = new WeakMap<tf.LayersModel, Uint32Array>();

/**
 * Takes out what a network does not need: units and filters that are constant (whose weights in are all 0) or that lead only to
 * weights of 0, and inputs that nothing looks at. What a constant unit adds to those behind it goes into their biases. What comes out is an ordinary,
 * smaller tfjs model, whose outputs at inference are those of the given one up to float32 rounding.
 *
 * Channels are followed through dense and convolution layers, activations, batch normalization, noise, pooling, flattening, sums
 * and concatenations; what goes in and out of any other layer stays. In a sum (a skip connection) a channel goes only from all
 * branches at once. A constant other than 0 before a convolution that pads with zeros stays, since it is no constant at the border. The model given stays
 * as it was. A layer of which nothing is needed keeps one unit.
 *
 * @returns the smaller model; its caller disposes of it
 * @throws TypeError or RangeError if an option is wrong, or it is no model, or one that has several inputs
 *
 * @example
 * ```ts
 * import { maskUnits, shrink } from '@occam/pruning';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const hidden = tf.layers.dense({ units: 3, inputShape: [2], name: 'hidden' });
 * const model = tf.sequential({ layers: [hidden, tf.layers.dense({ units: 1 })] });
 * maskUnits(model, 'hidden', [1]);
 * const smaller = shrink(model);
 * console.log(smaller.countParams(), model.countParams()); // 9 13
 * ```
 */
export function shrink(model: tf.LayersModel, options: ShrinkOptions = {}): tf.LayersModel {
  checkOptions('shrink', options, ['inputs']);
  const { inputs = 'remove' } = options;
  checkOneOf('inputs', inputs, ['remove', 'keep']);
  const analysis = analyse(model);
  const { graph, constants } = analysis;
  const { own, kept } = channelsToKeep(analysis, inputs === 'remove');
  const smaller = rebuild(model, graph, kept, constants);
  const input = graph.find((node) => roleOf(node) === 'input')!;
  shrunk.set(smaller, Uint32Array.from(own.get(input) ?? allOf(input)));
  return smaller;
}

/**
 * Says which inputs a network uses: of a model that {@link shrink} made those it has taken over, of any other one those from which
 * a weight other than 0 leads to something that matters.
 *
 * @param featureNames the names of the inputs of the model that was shrunk, or of the model itself
 * @throws TypeError or RangeError if the names are not as many as the features
 *
 * @example
 * ```ts
 * import { selectedInputs } from '@occam/pruning';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [3] })] });
 * model.setWeights([tf.tensor2d([[2], [0], [-1]]), tf.zeros([1])]);
 * console.log(selectedInputs(model, ['age', 'height', 'weight']).names); // age, weight
 * ```
 */
export function selectedInputs(
  model: tf.LayersModel,
  featureNames?: readonly string[],
): SelectedInputs {
  const indices = shrunk.get(model) ?? usedInputs(model);
  if (featureNames === undefined) return { indices };
  if (!Array.isArray(featureNames)) {
    throw new TypeError(`featureNames must be a list of names, not ${describe(featureNames)}`);
  }
  const last = indices.at(-1) ?? -1;
  const count = shrunk.has(model) ? last + 1 : model.inputs[0]!.shape.at(-1)!;
  if (featureNames.length < count || (!shrunk.has(model) && featureNames.length !== count)) {
    throw new RangeError(
      `featureNames names ${featureNames.length} features, but there are ${count}`,
    );
  }
  return { indices, names: Array.from(indices, (i) => featureNames[i]!) };
}

function usedInputs(model: tf.LayersModel): Uint32Array {
  const { graph, needs } = analyse(model);
  const input = graph.find((node) => roleOf(node) === 'input')!;
  const needed = needs.get(input)!;
  return Uint32Array.from(allOf(input).filter((c) => needed[c]));
}

interface Analysis {
  readonly graph: readonly GraphNode[];
  readonly outputs: readonly GraphNode[];
  readonly constants: ReturnType<typeof constantsOf>;
  readonly needs: Needs;
}

function analyse(model: tf.LayersModel): Analysis {
  const graph = graphOf('shrink', model);
  const outputs = model.outputs.map(({ sourceLayer }) =>
    graph.find(({ layer }) => layer === sourceLayer)!,
  );
  const constants = constantsOf(graph);
  return { graph, outputs, constants, needs: needsOf(graph, outputs, constants) };
}

/**
 * Chooses the channels that stay so that all branches of a sum keep the same ones: where they do not, what one of them keeps is
 * needed of all, and all is looked at again. That ends, since needs only grow.
 */
function channelsToKeep(
  { graph, outputs, constants, needs: first }: Analysis,
  removeInputs: boolean,
): { own: Map<GraphNode, number[]>; kept: Kept } {
  const besides: Needs = new Map();
  for (let needs = first; ; needs = needsOf(graph, outputs, constants, besides)) {
    const own = new Map<GraphNode, number[]>();
    for (const node of graph) {
      const role = roleOf(node);
      const inputs = role === 'input' && removeInputs && node.shape.length === 1;
      if (role !== 'units' && !inputs) continue;
      const indices = allOf(node).filter((c) => needs.get(node)![c]);
      // A layer of no units is none: where nothing is needed, one stays.
      own.set(node, indices.length > 0 ? indices : [0]);
    }
    const kept = keptOf(graph, own);
    const uneven = graph.filter(
      (node) =>
        roleOf(node) === 'sum' &&
        node.inputs.some((input) => String(kept.get(input)) !== String(kept.get(node.inputs[0]!))),
    );
    if (uneven.length === 0) return { own, kept };
    for (const node of uneven) {
      const needed = needs.get(node)!.slice();
      for (const input of node.inputs) for (const c of kept.get(input)!) needed[c] = 1;
      besides.set(node, needed);
    }
  }
}

function allOf({ channels }: GraphNode): number[] {
  return Array.from({ length: channels }, (_, i) => i);
}
