import { checkOptions } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import type { NoOptions, Scoring, Values } from '../criterion.js';
import { readRows } from '../network/dataRows.js';
import { followUnits } from '../network/followUnits.js';
import { unitCount } from '../network/kernelLayer.js';
import { sumOverRows } from '../network/sums.js';
import { inputSite, unitSite, type UnitSite } from '../network/unitSite.js';
import { unitOutputs } from '../network/unitOutputs.js';
import { checkDense, weightsTo } from '../network/weightsTo.js';

/**
 * Scores units, or inputs, by the energy that they use in working together with the next layer, over all patterns p,
 *
 *     E_i = Σ_p Σ_j y_i^p w_ij y_j^p
 *
 * with the unit's output y_i, the weights w_ij to the units j of the next layer, and their outputs y_j behind their activation. It
 * is large where a unit and those that it feeds are active together, and negative where it holds them down while they are
 * active. The sum over the patterns is not divided by their number. Scores are comparable within a layer.
 *
 * Source: the lecture's relevance measures.
 *
 * @throws once it scores: RangeError if there is no such layer, no dense layer behind it, or the data do not fit; TypeError
 * without data
 *
 * @example
 * ```ts
 * import { consumingEnergy } from '@occam/pruning';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const hidden = tf.layers.dense({ units: 3, inputShape: [2], name: 'hidden' });
 * const model = tf.sequential({ layers: [hidden, tf.layers.dense({ units: 1 })] });
 * const scores = consumingEnergy().scoreUnits(model, 'hidden', tf.randomNormal([10, 2]));
 * ```
 */
export function consumingEnergy(options: NoOptions = {}): Scoring<'scoreUnits' | 'scoreInputs'> {
  checkOptions('consumingEnergy', options, []);
  return {
    className: 'consumingEnergy',
    needs: 'x',
    getConfig: () => ({}),
    scoreUnits: (model, layerName, x) =>
      score(model, unitSite('consumingEnergy', model, layerName), x),
    scoreInputs: (model, x) => score(model, inputSite('consumingEnergy', model), x),
  };
}

/** Σ_j w_ij y_j is y·Wᵀ. */
function score(model: tf.LayersModel, site: UnitSite, x: Values | undefined): Float32Array {
  const { next, units } = site;
  checkDense('consumingEnergy', next);
  const rows = readRows('consumingEnergy', model, x);
  const { end } = followUnits('consumingEnergy', model, next);
  const outputsOfNext = unitOutputs(model, end, unitCount(next));
  return tf.tidy(() => {
    const weights = tf.reshape(weightsTo(next, units), [-1, unitCount(next)]);
    const sums = sumOverRows(rows, units, (batch) => {
      const outputs = site.outputs(batch);
      const following = tf.reshape(outputsOfNext(batch), [-1, unitCount(next)]);
      const back = tf.reshape(tf.matMul(following, weights, false, true), outputs.shape);
      return tf.sum(tf.mul(outputs, back), [0, 1]);
    });
    return Float32Array.from(sums);
  });
}
