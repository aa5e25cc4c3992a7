import { checkOptions } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import type { NoOptions, Scoring } from '../criterion.js';
import { readRows } from '../network/dataRows.js';
import { followUnits } from '../network/followUnits.js';
import { kernelLayerOf, unitCount } from '../network/kernelLayer.js';
import { plainLossOf } from '../network/plainLoss.js';
import { sumOverRows } from '../network/sums.js';
import { gradientByOutputs, outputsOf, unitOutputs } from '../network/unitOutputs.js';

/**
 * Scores units by what the loss would change, to first order, without them:
 *
 *     Θ_i = 1/P · Σ_p | 1/M · Σ_m ∂E^p/∂y_im · y_im |
 *
 * with the unit's output y_im at place m of M (one for dense layers) and the loss E^p of each of the P rows (cross-entropy after softmax
 * or sigmoid, else the mean squared error). `scoreInputs` does the same with the features. Scores are comparable within a layer; to
 * compare layers, divide them by their Euclidean norm, as the paper does.
 *
 * Source: Molchanov, Tyree, Karras, Aila, Kautz (2017), "Pruning convolutional neural networks for resource efficient inference".
 *
 * @throws once it scores: TypeError or RangeError if data are missing or do not fit, or there is no such layer
 *
 * @example
 * ```ts
 * import { taylor } from '@occam/pruning';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const hidden = tf.layers.dense({ units: 3, inputShape: [2], name: 'hidden' });
 * const model = tf.sequential({ layers: [hidden, tf.layers.dense({ units: 1 })] });
 * const x = tf.randomNormal([10, 2]);
 * const scores = taylor().scoreUnits(model, 'hidden', x, x.sum(1));
 * ```
 */
export function taylor(options: NoOptions = {}): Scoring<'scoreUnits' | 'scoreInputs'> {
  checkOptions('taylor', options, []);
  return {
    className: 'taylor',
    needs: 'xy',
    getConfig: () => ({}),
    scoreUnits(model, layerName, x, y) {
      const layer = kernelLayerOf('taylor', model, layerName);
      const rows = readRows('taylor', model, x, { targets: y });
      const loss = plainLossOf(model);
      const units = unitCount(layer);
      const { end } = followUnits('taylor', model, layer);
      const outputs = unitOutputs(model, end, units);
      const sums = sumOverRows(rows, units, (batch, targets) => {
        const values = outputs(batch);
        const slopes = gradientByOutputs(model, end, batch, (predicted) =>
          loss(predicted, targets),
        );
        const products = tf.mul(tf.reshape(slopes, values.shape), values);
        return tf.sum(tf.abs(tf.mean(products, 1)), 0);
      });
      return Float32Array.from(sums, (sum) => sum / rows.size);
    },
    scoreInputs(model, x, y) {
      const rows = readRows('taylor', model, x, { targets: y });
      const loss = plainLossOf(model);
      const units = model.inputs[0]!.shape.slice(1).reduce<number>((p, n) => p * (n ?? 1), 1);
      const sums = sumOverRows(rows, units, (batch, targets) => {
        const slopes = tf.grad((values) => loss(outputsOf(model, values), targets))(batch);
        return tf.sum(tf.reshape(tf.abs(tf.mul(slopes, batch)), [-1, units]), 0);
      });
      return Float32Array.from(sums, (sum) => sum / rows.size);
    },
  };
}
