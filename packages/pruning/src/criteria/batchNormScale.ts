import { checkOptions } from '@occam/core';
import type * as tf from '@tensorflow/tfjs';
import type { NoOptions, Scoring } from '../criterion.js';
import { followUnits } from '../network/followUnits.js';
import { kernelLayerOf } from '../network/kernelLayer.js';

interface Scaled extends tf.layers.Layer {
  readonly gamma: tf.LayerVariable | null;
}

/**
 * Scores units by |γ|, the scale that the batch normalization behind their layer learned: without a penalty of γ while
 * training (`l1` as its `gammaRegularizer`) the scores mean little. It needs no data.
 *
 * Source: Liu, Li, Shen, Huang, Yan, Zhang (2017), "Learning efficient convolutional networks through network slimming".
 *
 * @throws once it scores: RangeError if there is no such layer, or no batch normalization with a scale behind it
 *
 * @example
 * ```ts
 * import { batchNormScale } from '@occam/pruning';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const hidden = tf.layers.dense({ units: 3, inputShape: [2], name: 'hidden' });
 * const layers = [hidden, tf.layers.batchNormalization(), tf.layers.dense({ units: 1 })];
 * const scores = batchNormScale().scoreUnits(tf.sequential({ layers }), 'hidden');
 * ```
 */
export function batchNormScale(options: NoOptions = {}): Scoring<'scoreUnits'> {
  checkOptions('batchNormScale', options, []);
  return {
    className: 'batchNormScale',
    needs: 'model',
    getConfig: () => ({}),
    scoreUnits(model, layerName) {
      const layer = kernelLayerOf('batchNormScale', model, layerName);
      const normalization = followUnits('batchNormScale', model, layer).between.find((behind) =>
        /^(Occam)?Batch(Re)?[Nn]ormalization$/.test(behind.getClassName()),
      ) as Scaled | undefined;
      if (!normalization?.gamma) {
        throw new RangeError(
          `batchNormScale needs a batch normalization with a scale behind '${layerName}', and there is none`,
        );
      }
      return Float32Array.from(normalization.gamma.read().dataSync(), Math.abs);
    },
  };
}
