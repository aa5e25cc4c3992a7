import type * as tf from '@tensorflow/tfjs';
import { graphOf, type GraphNode } from '../shrink/graph.js';

/** What a network costs, counted from its layers. */
export interface NetworkCosts {
  /** The numbers that it is made of: all weights, also biases and statistics of normalizations. */
  readonly parameters: number;
  /** Those that are not 0. */
  readonly nonzero: number;
  /**
   * The multiplications of one row in its dense and convolution layers. A weight that is 0 is counted: dense products do not leave it out.
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
  let parameters = 0;
  let nonzero = 0;
  for (const weight of model.weights) {
    const values = weight.read().dataSync();
    parameters += values.length;
    nonzero += countNonzero(values);
  }
  let multiplications = 0;
  let nonzeroMultiplications = 0;
  for (const node of graphOf('networkCosts', model)) {
    const { kernel, depthwiseKernel } = node.layer as WithKernel;
    const weights = (kernel ?? depthwiseKernel)?.read().dataSync();
    if (!weights) continue;
    const places = placesOf(node);
    multiplications += places * weights.length;
    nonzeroMultiplications += places * countNonzero(weights);
  }
  return { parameters, nonzero, multiplications, nonzeroMultiplications };
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
