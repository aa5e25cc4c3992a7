import { checkOptions } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import type { NoOptions, Scoring, Values } from '../criterion.js';
import { readRows } from '../network/dataRows.js';
import { denseChain } from '../network/denseChain.js';
import { kernelLayerOf, unitCount } from '../network/kernelLayer.js';
import { lossSlopesOf } from '../network/lossSlopes.js';
import { sumOverRows } from '../network/sums.js';

/**
 * Scores weights of a multilayer perceptron by what the loss would rise without them, by its curvature:
 *
 *     s = ½ · h · w²,    h = 1/P Σ_p ∂²E^p/∂w² = 1/P Σ_p ∂²E^p/∂z_j² · x_i²
 *
 * with the second derivatives pulled back from layer to layer, as the paper has it, leaving out how the units of a layer work together:
 *
 *     ∂²E/∂z_i² = f′(z_i)² Σ_j w_ij² ∂²E/∂z_j² + f″(z_i) ∂E/∂y_i
 *
 * It supposes that training has come to its end, where ∂E/∂w is near 0. E is cross-entropy after softmax or sigmoid, else the mean squared
 * error. A curvature below 0, which the second summand can bring, gives a score below 0. `scoreUnits` sums over the weights that lead to a
 * unit. Derivatives are analytic (tfjs differentiates tanh, sigmoid and others only once). Scores are comparable across layers.
 *
 * Source: LeCun, Denker, Solla (1989), "Optimal brain damage".
 *
 * @throws once it scores: TypeError or RangeError if data are missing or do not fit, there is no such layer, or the model is no
 * multilayer perceptron of known activations
 *
 * @example
 * ```ts
 * import { optimalBrainDamage } from '@occam/pruning';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const hidden = tf.layers.dense({ units: 3, activation: 'tanh', inputShape: [2], name: 'hidden' });
 * const model = tf.sequential({ layers: [hidden, tf.layers.dense({ units: 1 })] });
 * const x = tf.randomNormal([10, 2]);
 * const { shape } = optimalBrainDamage().scoreWeights(model, 'hidden', x, x.sum(1)); // [2, 3]
 * ```
 */
export function optimalBrainDamage(
  options: NoOptions = {},
): Scoring<'scoreUnits' | 'scoreWeights'> {
  checkOptions('optimalBrainDamage', options, []);
  return {
    className: 'optimalBrainDamage',
    needs: 'xy',
    getConfig: () => ({}),
    scoreUnits(model, layerName, x, y) {
      const units = unitCount(kernelLayerOf('optimalBrainDamage', model, layerName));
      const scores = new Float64Array(units);
      saliencies(model, layerName, x, y).forEach((s, i) => (scores[i % units]! += s));
      return Float32Array.from(scores);
    },
    scoreWeights(model, layerName, x, y) {
      const { kernel } = kernelLayerOf('optimalBrainDamage', model, layerName);
      const data = Float32Array.from(saliencies(model, layerName, x, y));
      return { data, shape: kernel.shape as number[] };
    },
  };
}

function saliencies(
  model: tf.LayersModel,
  layerName: string,
  x: Values | undefined,
  y: Values | undefined,
): Float64Array {
  const layer = kernelLayerOf('optimalBrainDamage', model, layerName);
  const rows = readRows('optimalBrainDamage', model, x, { targets: y });
  const chain = denseChain('optimalBrainDamage', model);
  const at = chain.findIndex((step) => step.layer === layer && step.product);
  const lossSlopes = lossSlopesOf(model);
  const weights = layer.kernel.read().dataSync();
  const curvature = sumOverRows(rows, weights.length, (features, targets) => {
    const inputs: tf.Tensor[] = [];
    const logits = chain.reduce((values, step) => {
      inputs.push(values);
      return step.forward(values);
    }, features);
    let slopes = lossSlopes(logits as tf.Tensor2D, targets);
    for (let i = chain.length - 1; i > at; i--) slopes = chain[i]!.pull(slopes, inputs[i]!);
    const squares: tf.Tensor2D = tf.square(inputs[at] as tf.Tensor2D);
    return tf.matMul(squares, slopes.second as tf.Tensor2D, true, false);
  });
  return curvature.map((h, i) => (h / rows.size / 2) * weights[i]! ** 2);
}
