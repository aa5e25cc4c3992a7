import { checkOptions } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import type { NoOptions, Scoring, Values } from '../criterion.js';
import { checkBuilt } from '../network/checkBuilt.js';
import { readRows } from '../network/dataRows.js';
import { followUnits } from '../network/followUnits.js';
import { kernelLayerOf, unitCount } from '../network/kernelLayer.js';
import { sumOverRows } from '../network/sums.js';
import { unitOutputs } from '../network/unitOutputs.js';

/**
 * Scores units, or inputs, by the variance of their outputs over all rows and places (divided by their number): what never
 * changes says nothing, and its constant can go into the next layer's bias. Computed in two passes. Scores are comparable
 * within a layer.
 *
 * @throws once it scores: TypeError or RangeError if data are missing or do not fit, or there is no such layer
 *
 * @example
 * ```ts
 * import { activationVariance } from '@occam/pruning';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const hidden = tf.layers.dense({ units: 3, inputShape: [2], name: 'hidden' });
 * const model = tf.sequential({ layers: [hidden, tf.layers.dense({ units: 1 })] });
 * const scores = activationVariance().scoreUnits(model, 'hidden', tf.randomNormal([10, 2]));
 * ```
 */
export function activationVariance(options: NoOptions = {}): Scoring<'scoreUnits' | 'scoreInputs'> {
  const owner = 'activationVariance';
  checkOptions(owner, options, []);
  return {
    className: owner,
    needs: 'x',
    getConfig: () => ({}),
    scoreUnits(model, layerName, x) {
      const layer = kernelLayerOf(owner, model, layerName);
      const units = unitCount(layer);
      const { end } = followUnits(owner, model, layer);
      return variance(model, x, units, unitOutputs(model, end, units));
    },
    scoreInputs(model, x) {
      checkBuilt('activationVariance', model);
      const units = model.inputs[0]!.shape.slice(1).reduce<number>((p, n) => p * (n ?? 1), 1);
      return variance(model, x, units, unitOutputs(model, 'inputs', units));
    },
  };
}

function variance(
  model: tf.LayersModel,
  x: Values | undefined,
  units: number,
  outputs: (x: tf.Tensor) => tf.Tensor3D,
): Float32Array {
  const rows = readRows('activationVariance', model, x);
  const mean = sumOverRows(rows, units, (batch) => tf.sum(tf.mean(outputs(batch), 1), 0)).map(
    (sum) => sum / rows.size,
  );
  return tf.tidy(() => {
    const center = tf.tensor1d(Float32Array.from(mean));
    const squares = sumOverRows(rows, units, (batch) =>
      tf.sum(tf.mean(tf.square(tf.sub(outputs(batch), center)), 1), 0),
    );
    return Float32Array.from(squares, (sum) => sum / rows.size);
  });
}
