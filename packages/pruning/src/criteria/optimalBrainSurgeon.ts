import { checkInteger, checkNumber, checkOptions, type NdArray } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import type { Scoring, Values } from '../criterion.js';
import { readRows } from '../network/dataRows.js';
import { invertPositive } from '../network/invertPositive.js';
import { kernelLayerOf, type KernelLayer } from '../network/kernelLayer.js';
import { denseJacobian } from '../network/layerJacobian.js';
import { endingOf } from '../network/plainLoss.js';
import { sumOverRows } from '../network/sums.js';
import { outputsOf } from '../network/unitOutputs.js';
import { withLogits } from '../network/withLogits.js';

/** What {@link optimalBrainSurgeon} takes. */
export interface OptimalBrainSurgeonOptions {
  /** What is added to the diagonal of the second derivatives, so that they can be inverted, above 0. Default 1e-4. */
  damping?: number | undefined;
  /** How many weights the layer may have at most: the matrix has their square, and its inversion costs their cube. Default 1024. */
  maxWeights?: number | undefined;
}

/** The criterion that {@link optimalBrainSurgeon} makes. */
export interface OptimalBrainSurgeon extends Scoring<'scoreWeights'> {
  /**
   * Computes how the layer's other weights must move when one of them is set to 0, δw = −w_q / [H⁻¹]_qq · H⁻¹ e_q.
   *
   * @param index of the weight in the kernel, row by row
   * @returns what to add to the kernel, of its shape; at `index` it is −w_q, and 0 at weights that are exactly 0 already
   * @throws as `scoreWeights`; RangeError if there is no weight `index`
   */
  correction(
    model: tf.LayersModel,
    layerName: string,
    index: number,
    x: Values,
    y: Values,
  ): NdArray;
}

const OWNER = 'optimalBrainSurgeon';

/**
 * Scores the weights of a small dense layer by what the loss would rise without them, when the layer's others make up for it as well
 * as they can:
 *
 *     L_q = ½ · w_q² / [H⁻¹]_qq,      δw = −w_q / [H⁻¹]_qq · H⁻¹ e_q
 *
 * H is the matrix of second derivatives of the mean loss by the layer's kernel, from first derivatives of the outputs (Gauss and
 * Newton), plus `damping` on its diagonal. Weights that are exactly 0 count as pruned: they score 0 and stay. Unlike optimal brain damage it sees how
 * weights work together. E is cross-entropy after softmax or sigmoid, else the mean squared error. Scores are comparable across layers.
 *
 * Source: Hassibi and Stork (1993), "Second order derivatives for network pruning: optimal brain surgeon".
 *
 * @throws TypeError or RangeError if an option is unknown or out of range, data are missing or do not fit, there is no such layer, or it is
 * not dense or too large
 *
 * @example
 * ```ts
 * import { optimalBrainSurgeon } from '@occam/pruning';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const hidden = tf.layers.dense({ units: 3, activation: 'tanh', inputShape: [2], name: 'hidden' });
 * const model = tf.sequential({ layers: [hidden, tf.layers.dense({ units: 1 })] });
 * const x = tf.randomNormal([10, 2]);
 * const { shape } = optimalBrainSurgeon().scoreWeights(model, 'hidden', x, x.sum(1)); // [2, 3]
 * ```
 */
export function optimalBrainSurgeon(options: OptimalBrainSurgeonOptions = {}): OptimalBrainSurgeon {
  checkOptions(OWNER, options, ['damping', 'maxWeights']);
  const { damping = 1e-4, maxWeights = 1024 } = options;
  checkNumber('damping', damping, { above: 0 });
  checkInteger('maxWeights', maxWeights, { min: 1 });

  const prepare = (model: tf.LayersModel, layerName: string, x?: Values, y?: Values) => {
    const layer = kernelLayerOf(OWNER, model, layerName);
    const shape = layer.kernel.shape as number[];
    const weights = layer.kernel.read().dataSync() as Float32Array;
    if (shape.length !== 2) {
      throw new RangeError(
        `${OWNER} scores dense layers, not '${layerName}', a ${layer.getClassName()}`,
      );
    }
    const kept = Array.from(weights.keys()).filter((i) => weights[i] !== 0);
    if (kept.length > maxWeights) {
      throw new RangeError(
        `${OWNER} would invert a matrix of ${kept.length}² numbers for '${layerName}': it takes at most ${maxWeights} weights; ` +
          'raise maxWeights, or use optimalBrainDamage',
      );
    }
    const hessian = secondDerivatives(model, layer, kept, x, y);
    for (let i = 0; i < kept.length; i++) hessian[i * kept.length + i]! += damping;
    return { shape, weights, kept, inverse: invertPositive(hessian, kept.length) };
  };

  return {
    className: OWNER,
    needs: 'xy',
    getConfig: () => ({ damping, maxWeights }),
    scoreWeights(model, layerName, x, y) {
      const { shape, weights, kept, inverse } = prepare(model, layerName, x, y);
      const data = new Float32Array(weights.length);
      kept.forEach((w, i) => {
        data[w] = weights[w]! ** 2 / (2 * inverse[i * kept.length + i]!);
      });
      return { data, shape };
    },
    correction(model, layerName, index, x, y) {
      const { shape, weights, kept, inverse } = prepare(model, layerName, x, y);
      checkInteger('index', index, { min: 0, max: weights.length - 1 });
      const data = new Float32Array(weights.length);
      const q = kept.indexOf(index);
      if (q < 0) return { data, shape };
      const scale = -weights[index]! / inverse[q * kept.length + q]!;
      kept.forEach((w, i) => (data[w] = scale * inverse[i * kept.length + q]!));
      data[index] = -weights[index]!;
      return { data, shape };
    },
  };
}

/**
 * H = 1/P Σ_p Σ_j v_j·v_jᵀ over the kept weights, v_j = √c_j · (∂o_j/∂w − Σ_k p_k ∂o_k/∂w): for softmax c_j = p_j, o the logits; for
 * sigmoid c_j = p_j (1 − p_j) / K and for outputs c_j = 2 / K, both without the sum.
 */
function secondDerivatives(
  model: tf.LayersModel,
  layer: KernelLayer,
  kept: readonly number[],
  x: Values | undefined,
  y: Values | undefined,
): Float64Array {
  const rows = readRows(OWNER, model, x, { targets: y });
  const ending = endingOf(model);
  return withLogits(model, () => {
    const sums = sumOverRows(rows, kept.length ** 2, (features) => {
      const { inputs, slopes } = denseJacobian(model, layer, features);
      const logits = outputsOf(model, features);
      const n = features.shape[0]!;
      const all = tf.stack([...slopes], 1) as tf.Tensor3D; // [n, outputs, units]
      const factors = scaled(all, logits, ending);
      const [, count, units] = factors.shape;
      const products = tf.mul(
        tf.reshape(inputs, [n, 1, -1, 1]),
        tf.reshape(factors, [n, count, 1, units]),
      );
      const flat = tf.reshape(products, [n * count, -1]);
      const vectors = tf.gather(flat, tf.tensor1d(kept as number[], 'int32'), 1) as tf.Tensor2D;
      return tf.matMul(vectors, vectors, true, false);
    });
    return sums.map((sum) => sum / rows.size);
  });
}

function scaled(slopes: tf.Tensor3D, logits: tf.Tensor2D, ending: string): tf.Tensor3D {
  const outputs = logits.shape[1];
  if (ending === 'softmax') {
    const p = tf.expandDims(tf.softmax(logits), 2);
    const mean = tf.sum(tf.mul(slopes, p), 1, true);
    return tf.mul(tf.sub(slopes, mean), tf.sqrt(p));
  }
  if (ending === 'sigmoid') {
    const p = tf.sigmoid(logits);
    const curve = tf.div(tf.mul(p, tf.sub(1, p)), outputs);
    return tf.mul(slopes, tf.expandDims(tf.sqrt(curve), 2));
  }
  return tf.mul(slopes, Math.sqrt(2 / outputs));
}
