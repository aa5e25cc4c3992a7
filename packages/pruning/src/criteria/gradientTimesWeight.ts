import { checkOptions } from '@occam/core';
import type { NoOptions, Scoring } from '../criterion.js';
import { kernelGradients } from '../network/kernelGradients.js';
import { kernelLayerOf } from '../network/kernelLayer.js';

/**
 * Scores weights by |w · ∂E/∂w|, E the mean loss over all rows (cross-entropy after softmax or sigmoid, else the mean squared
 * error): to first order what setting w to 0 changes in the loss. On a network that is trained to the end it says little,
 * for there ∂E/∂w is near 0. Scores are comparable across layers.
 *
 * Source: Mozer and Smolensky (1989), "Skeletonization"; Lee, Ajanthan, Torr (2019).
 *
 * @throws once it scores: TypeError or RangeError if data are missing or do not fit, or there is no such layer
 *
 * @example
 * ```ts
 * import { gradientTimesWeight } from '@occam/pruning';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const hidden = tf.layers.dense({ units: 3, inputShape: [2], name: 'hidden' });
 * const model = tf.sequential({ layers: [hidden, tf.layers.dense({ units: 1 })] });
 * const x = tf.randomNormal([10, 2]);
 * const { shape } = gradientTimesWeight().scoreWeights(model, 'hidden', x, x.sum(1)); // [2, 3]
 * ```
 */
export function gradientTimesWeight(options: NoOptions = {}): Scoring<'scoreWeights'> {
  checkOptions('gradientTimesWeight', options, []);
  return {
    className: 'gradientTimesWeight',
    needs: 'xy',
    getConfig: () => ({}),
    scoreWeights(model, layerName, x, y) {
      const layer = kernelLayerOf('gradientTimesWeight', model, layerName);
      const [gradient] = kernelGradients('gradientTimesWeight', model, [layer], x, y);
      const weights = layer.kernel.read().dataSync();
      const data = Float32Array.from(gradient!, (g, i) => Math.abs(g * weights[i]!));
      return { data, shape: layer.kernel.shape as number[] };
    },
  };
}
