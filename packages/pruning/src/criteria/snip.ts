import { checkOptions } from '@occam/core';
import type { NoOptions, Scoring } from '../criterion.js';
import { kernelGradient } from '../network/kernelGradient.js';
import { hasUnits, kernelLayerOf } from '../network/kernelLayer.js';

/**
 * Scores weights by their connection sensitivity, |w · ∂E/∂w| divided by its sum over all kernels of the network, meant for the network
 * as it is before training and a batch of data: `gradientTimesWeight` with shares of a whole. Scores are comparable across layers.
 *
 * Source: Lee, Ajanthan, Torr (2019), "SNIP: single-shot network pruning based on connection sensitivity".
 *
 * @throws once it scores: TypeError or RangeError if data are missing or do not fit, or there is no such layer
 *
 * @example
 * ```ts
 * import { snip } from '@occam/pruning';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const hidden = tf.layers.dense({ units: 3, inputShape: [2], name: 'hidden' });
 * const model = tf.sequential({ layers: [hidden, tf.layers.dense({ units: 1 })] });
 * const x = tf.randomNormal([10, 2]);
 * const { shape } = snip().scoreWeights(model, 'hidden', x, x.sum(1)); // [2, 3]
 * ```
 */
export function snip(options: NoOptions = {}): Scoring<'scoreWeights'> {
  checkOptions('snip', options, []);
  return {
    className: 'snip',
    needs: 'xy',
    getConfig: () => ({}),
    scoreWeights(model, layerName, x, y) {
      const layer = kernelLayerOf('snip', model, layerName);
      let total = 0;
      let own = new Float64Array(0);
      for (const each of model.layers.filter(hasUnits)) {
        const weights = each.kernel.read().dataSync();
        const scores = kernelGradient('snip', model, each, x, y).map((g, i) =>
          Math.abs(g * weights[i]!),
        );
        for (const score of scores) total += score;
        if (each === layer) own = scores;
      }
      const data = Float32Array.from(own, (score) => (total > 0 ? score / total : 0));
      return { data, shape: layer.kernel.shape as number[] };
    },
  };
}
