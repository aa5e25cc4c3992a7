import { checkNumber, checkOptions } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import type { Scoring } from '../criterion.js';
import { readRows } from '../network/dataRows.js';
import { followUnits } from '../network/followUnits.js';
import { kernelLayerOf, unitCount } from '../network/kernelLayer.js';
import { sumOverRows } from '../network/sums.js';
import { unitOutputs } from '../network/unitOutputs.js';

/** What {@link averagePercentageOfZeros} takes. */
export interface AveragePercentageOfZerosOptions {
  /** Up to which absolute value an output counts as zero, at least 0. Default 0, exact zeros as ReLU gives them. */
  threshold?: number | undefined;
}

/**
 * Scores units by how often they are active: 1 − APoZ, where APoZ is the share of a unit's outputs, over all rows and places,
 * that are zero. It is meant for ReLU: other activations are hardly ever exactly zero. Scores are comparable across layers.
 *
 * Source: Hu, Peng, Tai, Tang (2016), "Network trimming".
 *
 * @throws TypeError or RangeError if an option is unknown or out of range, data are missing or do not fit, or there is no such layer
 *
 * @example
 * ```ts
 * import { averagePercentageOfZeros } from '@occam/pruning';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const hidden = tf.layers.dense({ units: 3, activation: 'relu', inputShape: [2], name: 'hidden' });
 * const model = tf.sequential({ layers: [hidden, tf.layers.dense({ units: 1 })] });
 * const scores = averagePercentageOfZeros().scoreUnits(model, 'hidden', tf.randomNormal([10, 2]));
 * ```
 */
export function averagePercentageOfZeros(
  options: AveragePercentageOfZerosOptions = {},
): Scoring<'scoreUnits'> {
  checkOptions('averagePercentageOfZeros', options, ['threshold']);
  const { threshold = 0 } = options;
  checkNumber('threshold', threshold, { min: 0 });
  return {
    className: 'averagePercentageOfZeros',
    needs: 'x',
    getConfig: () => ({ threshold }),
    scoreUnits(model, layerName, x) {
      const owner = 'averagePercentageOfZeros';
      const layer = kernelLayerOf(owner, model, layerName);
      const rows = readRows(owner, model, x);
      const units = unitCount(layer);
      const outputs = unitOutputs(model, followUnits(owner, model, layer).end, units);
      const active = sumOverRows(rows, units, (batch) =>
        tf.sum(tf.mean(tf.cast(tf.greater(tf.abs(outputs(batch)), threshold), 'float32'), 1), 0),
      );
      return Float32Array.from(active, (sum) => sum / rows.size);
    },
  };
}
