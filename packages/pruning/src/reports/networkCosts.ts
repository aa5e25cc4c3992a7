import type * as tf from '@tensorflow/tfjs';
import { checkBuilt } from '../network/checkBuilt.js';
import { isPacked, type PackedLayer } from '../network/packedLayer.js';
import { graphOf, type GraphNode } from '../shrink/graph.js';

/** What a network costs, counted from its layers. */
export interface NetworkCosts {
  /**
   * The numbers that it is made of: all weights, also biases and statistics of normalizations; of a layer that stores no zeros (sparsify)
   * those that are left. A weight counts as one however many bits it has (quantize).
   */
  readonly parameters: number;
  /** Those that are not 0. */
  readonly nonzero: number;
  /**
   * The multiplications of one row in its dense and convolution layers. A weight that is 0 is counted where the product does not leave it
   * out, as a dense one does not.
   */
  readonly multiplications: number;
  /** The multiplications by weights that are not 0, as a sparse product does them. */
  readonly nonzeroMultiplications: number;
}

interface WithKernel extends tf.layers.Layer {
  readonly kernel?: tf.LayerVariable;
  readonly depthwiseKernel?: tf.LayerVariable;
}

/**
 * Counts what a network costs.
 *
 * @throws RangeError if the model has several inputs, or an input of unknown size
 *
 * @example
 * ```ts
 * import { networkCosts } from '@occam/pruning';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const model = tf.sequential({ layers: [tf.layers.dense({ units: 3, inputShape: [2] })] });
 * console.log(networkCosts(model).parameters, networkCosts(model).multiplications); // 9 6
 * ```
 */
export function networkCosts(model: tf.LayersModel): NetworkCosts {
  checkBuilt('networkCosts', model);
  let parameters = 0;
  let nonzero = 0;
  let multiplications = 0;
  let nonzeroMultiplications = 0;
  const packed = model.layers.filter(isPacked);
  const packs = new Set(packed.flatMap((layer) => layer.packed));
  for (const weight of model.weights) {
    if (packs.has(weight)) continue;
    const values = weight.read().dataSync();
    parameters += values.length;
    nonzero += countNonzero(values);
  }
  for (const layer of packed) {
    const { all, other } = counted(layer);
    parameters += all;
    nonzero += other;
  }
  for (const node of graphOf('networkCosts', model)) {
    if ('layers' in node.layer) {
      const inside = networkCosts(node.layer as unknown as tf.LayersModel);
      multiplications += inside.multiplications;
      nonzeroMultiplications += inside.nonzeroMultiplications;
    }
    const counts = counted(node.layer);
    if (!counts) continue;
    const places = placesOf(node);
    multiplications += places * counts.all;
    nonzeroMultiplications += places * counts.other;
  }
  return { parameters, nonzero, multiplications, nonzeroMultiplications };
}

/** How many weights a layer's kernel has, all that are multiplied and those other than 0. */
function counted(layer: PackedLayer): { all: number; other: number };
function counted(layer: tf.layers.Layer): { all: number; other: number } | undefined;
function counted(layer: WithKernel): { all: number; other: number } | undefined {
  const weights = isPacked(layer)
    ? layer.unpack()
    : (layer.kernel ?? layer.depthwiseKernel)?.read().dataSync();
  if (!weights) return undefined;
  const other = countNonzero(weights);
  return { all: isPacked(layer) && layer.leavesOutZeros ? other : weights.length, other };
}

/** How often each weight of a kernel is used for one row: once for each place of the output. */
function placesOf({ layer, shape }: GraphNode): number {
  return shape.slice(0, -1).reduce<number>((product, length) => {
    if (length === null) {
      throw new RangeError(
        `networkCosts: the output of '${layer.name}' has the shape [${shape.join(', ')}], whose size is not known`,
      );
    }
    return product * length;
  }, 1);
}

/** How many numbers are not 0. */
export function countNonzero(values: ArrayLike<number>): number {
  let count = 0;
  for (let i = 0; i < values.length; i++) if (values[i] !== 0) count += 1;
  return count;
}
