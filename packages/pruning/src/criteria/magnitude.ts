import { checkOneOf, checkOptions } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import type { Scoring } from '../criterion.js';
import { kernelLayerOf, unitCount } from '../network/kernelLayer.js';
import { inputSite } from '../network/unitSite.js';
import { weightsTo } from '../network/weightsTo.js';

/** What {@link magnitude} takes. */
export interface MagnitudeOptions {
  /**
   * What makes weights of several layers comparable. 'global': nothing, |w| itself. 'layer': the weight's rank within its layer,
   * (0, 1], so that one threshold prunes every layer to the same share. 'lamp': w² / Σ v² over all v of the layer with |v| ≥ |w|.
   * Default 'global'.
   */
  scope?: 'global' | 'layer' | 'lamp' | undefined;
}

const SCOPES = ['global', 'layer', 'lamp'] as const;

/**
 * Scores weights by their absolute value |w|; units by the Euclidean norm of the weights that lead to them; inputs by that of
 * the weights that lead on from them. It needs no data, and is hard to beat after training with a penalty of the weights.
 *
 * Source: Han, Pool, Tran, Dally (2015), "Learning both weights and connections for efficient neural networks"; for 'lamp': Lee, Park,
 * Mo, Ahn, Shin (2021), "Layer-adaptive sparsity for the magnitude-based pruning".
 *
 * @throws TypeError or RangeError if an option is unknown or no scope; RangeError if there is no such layer
 *
 * @example
 * ```ts
 * import { magnitude } from '@occam/pruning';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const hidden = tf.layers.dense({ units: 3, inputShape: [2], name: 'hidden' });
 * const model = tf.sequential({ layers: [hidden, tf.layers.dense({ units: 1 })] });
 * const { data } = magnitude({ scope: 'lamp' }).scoreWeights(model, 'hidden');
 * ```
 */
export function magnitude(
  options: MagnitudeOptions = {},
): Scoring<'scoreUnits' | 'scoreWeights' | 'scoreInputs'> {
  checkOptions('magnitude', options, ['scope']);
  const { scope = 'global' } = options;
  checkOneOf('scope', scope, SCOPES);
  return {
    className: 'magnitude',
    needs: 'model',
    getConfig: () => ({ scope }),
    scoreUnits(model, layerName) {
      const layer = kernelLayerOf('magnitude', model, layerName);
      return inScope(
        tf.tidy(() => {
          const kernel = tf.reshape(layer.kernel.read(), [-1, unitCount(layer)]);
          return tf.norm(kernel, 'euclidean', 0).dataSync() as Float32Array;
        }),
        scope,
      );
    },
    scoreWeights(model, layerName) {
      const layer = kernelLayerOf('magnitude', model, layerName);
      const sizes = Float32Array.from(layer.kernel.read().dataSync(), Math.abs);
      return { data: inScope(sizes, scope), shape: layer.kernel.shape as number[] };
    },
    scoreInputs(model) {
      const { next, units } = inputSite('magnitude', model);
      return inScope(
        tf.tidy(() => {
          const squares = tf.sum(tf.square(weightsTo(next, units)), [0, 2]);
          return tf.sqrt(squares).dataSync() as Float32Array;
        }),
        scope,
      );
    },
  };
}

function inScope(sizes: Float32Array, scope: (typeof SCOPES)[number]): Float32Array {
  if (scope === 'global') return sizes;
  const order = Uint32Array.from(sizes.keys()).sort((a, b) => sizes[a]! - sizes[b]! || a - b);
  const scores = new Float32Array(sizes.length);
  if (scope === 'layer') {
    order.forEach((i, rank) => (scores[i] = (rank + 1) / sizes.length));
    return scores;
  }
  // From the largest down, so that the sum of the squares from w on is at hand.
  let sum = 0;
  for (const i of order.reverse()) {
    const square = sizes[i]! ** 2;
    sum += square;
    scores[i] = sum > 0 ? square / sum : 0;
  }
  return scores;
}
