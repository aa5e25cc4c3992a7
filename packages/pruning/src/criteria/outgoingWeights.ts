import { checkOptions } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import type { NoOptions, Scoring } from '../criterion.js';
import { inputSite, unitSite, type UnitSite } from '../network/unitSite.js';
import { weightsTo } from '../network/weightsTo.js';

/**
 * Scores units, or inputs, by the weights that lead on from them,
 *
 *     W_i = Σ_j w_ij²
 *
 * over the weights w_ij from unit i to the units j of the next layer (for a convolution behind it also over the places of its
 * kernel, behind a flattened map over the map). It needs no data, and does not see how large the unit's outputs are. Scores are
 * comparable within a layer.
 *
 * Source: the lecture's relevance measures; Sietsma and Dow (1991), "Creating artificial neural networks that generalize".
 *
 * @throws once it scores: RangeError if there is no such layer, or no layer behind it
 *
 * @example
 * ```ts
 * import { outgoingWeights } from '@occam/pruning';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const hidden = tf.layers.dense({ units: 3, inputShape: [2], name: 'hidden' });
 * const model = tf.sequential({ layers: [hidden, tf.layers.dense({ units: 1 })] });
 * const scores = outgoingWeights().scoreUnits(model, 'hidden');
 * console.log(scores.length); // 3
 * ```
 */
export function outgoingWeights(options: NoOptions = {}): Scoring<'scoreUnits' | 'scoreInputs'> {
  checkOptions('outgoingWeights', options, []);
  return {
    className: 'outgoingWeights',
    needs: 'model',
    getConfig: () => ({}),
    scoreUnits: (model, layerName) => score(unitSite('outgoingWeights', model, layerName)),
    scoreInputs: (model) => score(inputSite('outgoingWeights', model)),
  };
}

function score({ next, units }: UnitSite): Float32Array {
  return tf.tidy(() => {
    const squares = tf.sum(tf.square(weightsTo(next, units)), [0, 2]);
    return squares.dataSync() as Float32Array;
  });
}
