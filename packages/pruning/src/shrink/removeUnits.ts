import { checkInteger, describe } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import { hasUnits, kernelLayerOf, unitCount } from '../network/kernelLayer.js';
import { consumersOf, graphOf, type GraphNode } from './graph.js';
import { keptOf, rebuild, type Kept } from './rebuild.js';
import { roleOf } from './roles.js';

/** Which units of each layer are meant: by layer name, their indices. */
export type UnitSelection = ReadonlyMap<string, ArrayLike<number>>;

/**
 * Takes units (or filters) out of a network, with everything that depends on them: their weights, what normalizes them, and the weights that
 * lead on from them, also behind pooling and flattening. The rest stays as it is; outputs change by what the units did. The model given stays as it was.
 *
 * In a sum (a skip connection) all branches must lose the same units.
 *
 * @param units by layer name, the indices of the units to remove
 * @returns the smaller model; its caller disposes of it
 * @throws TypeError or RangeError if a layer does not exist, is the output, or would lose all its units, an index is no unit,
 * branches of a sum do not fit, or a layer behind cannot be made smaller (it is named)
 *
 * @example
 * ```ts
 * import { removeUnits } from '@occam/pruning';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const hidden = tf.layers.dense({ units: 3, inputShape: [2], name: 'hidden' });
 * const model = tf.sequential({ layers: [hidden, tf.layers.dense({ units: 1 })] });
 * const smaller = removeUnits(model, new Map([['hidden', [0, 2]]]));
 * console.log(smaller.countParams()); // 5
 * ```
 */
export function removeUnits(model: tf.LayersModel, units: UnitSelection): tf.LayersModel {
  if (!(units instanceof Map)) {
    throw new TypeError(
      `removeUnits takes a Map of layer names to indices, not ${describe(units)}`,
    );
  }
  const graph = graphOf('removeUnits', model);
  const own = new Map<GraphNode, number[]>();
  for (const [layerName, indices] of units as UnitSelection) {
    const layer = kernelLayerOf('removeUnits', model, layerName);
    const node = graph.find((one) => one.layer === layer)!;
    refuseOutputs('removeUnits', model, node, graph);
    const gone = checkIndices(`the units of '${layerName}'`, indices, unitCount(layer));
    if (gone.size === unitCount(layer)) {
      throw new RangeError(
        `removeUnits would leave no unit of the ${unitCount(layer)} of '${layerName}': leave at least one`,
      );
    }
    own.set(node, stayingOf(unitCount(layer), gone));
  }
  return rebuildChecked('removeUnits', model, graph, own);
}

/**
 * Takes inputs out of a network that takes flat rows, with the weights that lead on from them.
 *
 * @param inputs the indices of the features to remove
 * @returns the smaller model, which takes rows without these features; its caller disposes of it
 * @throws TypeError or RangeError if rows are not flat, an index is no feature, or none would be left
 *
 * @example
 * ```ts
 * import { removeInputs } from '@occam/pruning';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [3] })] });
 * console.log(removeInputs(model, [1]).inputs[0]!.shape); // [null, 2]
 * ```
 */
export function removeInputs(model: tf.LayersModel, inputs: ArrayLike<number>): tf.LayersModel {
  const graph = graphOf('removeInputs', model);
  const node = graph.find((one) => roleOf(one) === 'input');
  if (!node || node.shape.length !== 1) {
    throw new RangeError(
      `removeInputs takes features out of flat rows, not out of rows of shape [${model.inputs[0]!.shape.slice(1).join(', ')}]`,
    );
  }
  const gone = checkIndices('the inputs', inputs, node.channels);
  if (gone.size === node.channels) {
    throw new RangeError(`removeInputs would leave none of the ${node.channels} inputs`);
  }
  return rebuildChecked(
    'removeInputs',
    model,
    graph,
    new Map([[node, stayingOf(node.channels, gone)]]),
  );
}

/**
 * Makes units of a network constant, in place: their weights in and their bias become 0, and in a batch normalization behind them
 * their scale and shift. {@link shrink} then takes them out.
 *
 * @param units the indices of the units
 * @throws RangeError if there is no such layer, it is the output, or an index is no unit
 *
 * @example
 * ```ts
 * import { maskUnits } from '@occam/pruning';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const hidden = tf.layers.dense({ units: 3, inputShape: [2], name: 'hidden' });
 * const model = tf.sequential({ layers: [hidden, tf.layers.dense({ units: 1 })] });
 * maskUnits(model, 'hidden', [1]);
 * ```
 */
export function maskUnits(
  model: tf.LayersModel,
  layerName: string,
  units: ArrayLike<number>,
): void {
  const layer = kernelLayerOf('maskUnits', model, layerName);
  const graph = graphOf('maskUnits', model);
  refuseOutputs(
    'maskUnits',
    model,
    graph.find((node) => node.layer === layer)!,
    graph,
  );
  const gone = checkIndices(`the units of '${layerName}'`, units, unitCount(layer));
  const count = unitCount(layer);
  const zero = (weight: tf.LayerVariable | null | undefined) => {
    if (!weight) return;
    const variable = weight.read() as tf.Variable;
    const values = variable.dataSync().map((value, i) => (gone.has(i % count) ? 0 : value));
    tf.tidy(() => variable.assign(tf.tensor(values, variable.shape)));
  };
  const behind = consumersOf(graph);
  zero(layer.kernel);
  zero(layer.bias);
  const visit = (node: GraphNode): void => {
    for (const next of behind.get(node)!) {
      const { gamma, beta } = next.layer as { gamma?: tf.LayerVariable; beta?: tf.LayerVariable };
      if (roleOf(next) !== 'channelwise') continue;
      zero(gamma);
      zero(beta);
      visit(next);
    }
  };
  visit(graph.find((node) => node.layer === layer)!);
}

function rebuildChecked(
  owner: string,
  model: tf.LayersModel,
  graph: readonly GraphNode[],
  own: ReadonlyMap<GraphNode, readonly number[]>,
): tf.LayersModel {
  return rebuild(model, graph, checkRemoval(owner, graph, own));
}

/**
 * Checks that all nodes can take what is left.
 *
 * @param own which channels stay of the nodes that lose some
 * @returns which stay of all nodes
 * @throws RangeError naming the layer that cannot be made smaller, or the branches of a sum that do not fit
 */
export function checkRemoval(
  owner: string,
  graph: readonly GraphNode[],
  own: ReadonlyMap<GraphNode, readonly number[]>,
): Kept {
  const kept = keptOf(graph, own);
  for (const node of graph) checkNode(owner, node, kept);
  return kept;
}

/** Checks that a node can take what is left of its inputs. */
function checkNode(owner: string, node: GraphNode, kept: Kept): void {
  const { layer, inputs } = node;
  const role = roleOf(node);
  for (const input of inputs) {
    const before = kept.get(input)!;
    if (role === 'opaque' && before.length < input.channels) {
      throw new RangeError(
        `${owner}: what comes out of '${input.layer.name}' goes into '${layer.name}', a ${layer.getClassName()}, ` +
          'which cannot be made smaller',
      );
    }
    const [first] = inputs;
    if (role === 'sum' && String(before) !== String(kept.get(first!))) {
      throw new RangeError(
        `${owner}: '${layer.name}' adds up '${first!.layer.name}' and '${input.layer.name}', which must lose the same units`,
      );
    }
  }
}

/** Refuses layers whose units are the network's outputs. */
function refuseOutputs(
  owner: string,
  model: tf.LayersModel,
  node: GraphNode,
  graph: readonly GraphNode[],
): void {
  const staying = unitsThatMustStay(model, graph);
  if (!staying.has(node)) return;
  const hidden = graph
    .filter((one) => hasUnits(one.layer) && !staying.has(one))
    .map((one) => `'${one.layer.name}'`);
  throw new RangeError(
    `${owner}: the units of '${node.layer.name}' are the network's outputs, which must stay; ` +
      `layers that can lose units: ${hidden.join(', ') || 'none'}`,
  );
}

/** The nodes whose channels are the network's outputs: those that reach the end channel by channel. */
export function unitsThatMustStay(
  model: tf.LayersModel,
  graph: readonly GraphNode[],
): Set<GraphNode> {
  const behind = consumersOf(graph);
  const outputs = new Set(model.outputs.map(({ sourceLayer }) => sourceLayer));
  const reaches = (one: GraphNode): boolean =>
    outputs.has(one.layer) ||
    behind
      .get(one)!
      .some(
        (next) =>
          !hasUnits(next.layer) && next.layer.getClassName() !== 'DepthwiseConv2D' && reaches(next),
      );
  return new Set(graph.filter(reaches));
}

function checkIndices(what: string, indices: ArrayLike<number>, count: number): Set<number> {
  if (typeof indices !== 'object' || indices === null || typeof indices.length !== 'number') {
    throw new TypeError(`${what} must be a list of indices, not ${describe(indices)}`);
  }
  const gone = new Set<number>(Array.from(indices));
  for (const index of gone) checkInteger(`an index of ${what}`, index, { min: 0, max: count - 1 });
  return gone;
}

function stayingOf(count: number, gone: ReadonlySet<number>): number[] {
  return Array.from({ length: count }, (_, i) => i).filter((i) => !gone.has(i));
}
