import { checkOptions } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import type { NoOptions, Scoring } from '../criterion.js';
import { kernelLayerOf, unitCount } from '../network/kernelLayer.js';

/**
 * Scores units by the weights that lead to them, V_i = Σ_k w_ki² over everything that unit i sees; biases do not count. It needs
 * no data. A unit with small weights hardly depends on its inputs: it is a constant.
 *
 * @throws once it scores: RangeError if there is no such layer
 *
 * @example
 * ```ts
 * import { incomingWeights } from '@occam/pruning';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const hidden = tf.layers.dense({ units: 3, inputShape: [2], name: 'hidden' });
 * const model = tf.sequential({ layers: [hidden, tf.layers.dense({ units: 1 })] });
 * const scores = incomingWeights().scoreUnits(model, 'hidden');
 * ```
 */
export function incomingWeights(options: NoOptions = {}): Scoring<'scoreUnits'> {
  checkOptions('incomingWeights', options, []);
  return {
    className: 'incomingWeights',
    needs: 'model',
    getConfig: () => ({}),
    scoreUnits(model, layerName) {
      const layer = kernelLayerOf('incomingWeights', model, layerName);
      return tf.tidy(() => {
        const kernel = tf.reshape(layer.kernel.read(), [-1, unitCount(layer)]);
        return tf.sum(tf.square(kernel), 0).dataSync() as Float32Array;
      });
    },
  };
}
