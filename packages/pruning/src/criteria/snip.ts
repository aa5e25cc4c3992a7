import { checkOptions } from '@occam/core';
import type { NoOptions, Scoring } from '../criterion.js';
import { kernelGradients } from '../network/kernelGradients.js';
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
      const layers = model.layers.filter(hasUnits);
      const scores = kernelGradients('snip', model, layers, x, y).map((gradient, l) => {
        const weights = layers[l]!.kernel.read().dataSync();
        return gradient.map((g, i) => Math.abs(g * weights[i]!));
      });
      const total = scores.reduce((sum, each) => each.reduce((part, s) => part + s, sum), 0);
      const own = scores[layers.indexOf(layer)]!;
      const data = Float32Array.from(own, (score) => (total > 0 ? score / total : 0));
      return { data, shape: layer.kernel.shape as number[] };
    },
  };
}
