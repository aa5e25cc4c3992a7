import { checkOptions } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import type { NoOptions, Scoring, Values } from '../criterion.js';
import { readRows } from '../network/dataRows.js';
import { sumOverRows } from '../network/sums.js';
import { inputSite, unitSite, type UnitSite } from '../network/unitSite.js';
import { checkDense, weightsTo } from '../network/weightsTo.js';

/**
 * Scores units, or inputs, by what they bring to the next layer over all patterns p,
 *
 *     G_i = Σ_p Σ_j (y_i^p w_ij)²
 *
 * with the unit's output y_i (behind its activation and normalization) and the weights w_ij to the units j of the next layer. The sum
 * over the patterns is not divided by their number. Behind a flattened map, the places of unit i are summed. Scores are
 * comparable within a layer.
 *
 * Source: the lecture's relevance measures; Mrázová and Reitermanová.
 *
 * @throws once it scores: RangeError if there is no such layer, no dense layer behind it, or the data do not fit; TypeError
 * without data
 *
 * @example
 * ```ts
 * import { goodness } from '@occam/pruning';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const hidden = tf.layers.dense({ units: 3, inputShape: [2], name: 'hidden' });
 * const model = tf.sequential({ layers: [hidden, tf.layers.dense({ units: 1 })] });
 * const scores = goodness().scoreUnits(model, 'hidden', tf.randomNormal([10, 2]));
 * ```
 */
export function goodness(options: NoOptions = {}): Scoring<'scoreUnits' | 'scoreInputs'> {
  checkOptions('goodness', options, []);
  return {
    className: 'goodness',
    needs: 'x',
    getConfig: () => ({}),
    scoreUnits: (model, layerName, x) => score(model, unitSite('goodness', model, layerName), x),
    scoreInputs: (model, x) => score(model, inputSite('goodness', model), x),
  };
}

/** Σ_p Σ_j (y w)² = Σ_p y² · Σ_j w². */
function score(model: tf.LayersModel, site: UnitSite, x: Values | undefined): Float32Array {
  const { next, units } = site;
  checkDense('goodness', next);
  const rows = readRows('goodness', model, x);
  return tf.tidy(() => {
    const weights = tf.sum(tf.square(weightsTo(next, units)), 2);
    const sums = sumOverRows(rows, units, (batch) =>
      tf.sum(tf.mul(tf.square(site.outputs(batch)), weights), [0, 1]),
    );
    return Float32Array.from(sums);
  });
}
