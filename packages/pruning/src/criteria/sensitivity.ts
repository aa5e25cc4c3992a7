import { checkOneOf, checkOptions, type NdArray } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import type { Scoring, Values } from '../criterion.js';
import { readRows } from '../network/dataRows.js';
import { followUnits, nextLayerOf } from '../network/followUnits.js';
import { kernelLayerOf, unitCount, type KernelLayer } from '../network/kernelLayer.js';
import { denseJacobian } from '../network/layerJacobian.js';
import { maxOverRows, sumOverRows } from '../network/sums.js';
import { inputSite } from '../network/unitSite.js';
import { gradientByOutputs, outputsOf } from '../network/unitOutputs.js';

/** What {@link sensitivity} takes. */
export interface SensitivityOptions {
  /** By what outputs are differentiated: by the outputs y_i of units, or by weights w. Default 'units'. */
  of?: 'units' | 'weights' | undefined;
  /** How the patterns are joined. Default 'rootMeanSquare'. */
  reduce?: 'rootMeanSquare' | 'meanAbsolute' | 'max' | undefined;
  /** Whose outputs y_j are looked at: the network's, or those of the next layer with units. Default 'outputs'. */
  to?: 'outputs' | 'nextLayer' | undefined;
}

const OWNER = 'sensitivity';
const REDUCTIONS = ['rootMeanSquare', 'meanAbsolute', 'max'] as const;

/**
 * Scores by how much the outputs depend on something, in both readings of the lecture, over all patterns p:
 *
 *     S_i = Σ_j R_p ∂y_j^p/∂y_i^p        of: 'units'      (of a layer, or the network's inputs)
 *     S_w = Σ_j R_p ∂y_j^p/∂w            of: 'weights'
 *
 * R joins the patterns: the root of the mean square, the mean absolute value, or the largest absolute value; places of a
 * convolution count like patterns. y_i are outputs behind the activation, y_j the network's outputs (class probabilities after softmax)
 * or the next layer's. With `of: 'weights'`, a unit scores the sum over the weights that lead to it, an input the sum over the weights that
 * lead on from it. Derivatives are exact, not differences. Scores are comparable across layers.
 *
 * Source: the lecture's relevance measures; Zurada, Malinowski, Cloete (1994), "Sensitivity analysis for minimization of input data
 * dimension for feedforward neural network".
 *
 * @throws TypeError or RangeError if an option is unknown or out of range, data are missing or do not fit, or there is no such layer
 *
 * @example
 * ```ts
 * import { sensitivity } from '@occam/pruning';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const hidden = tf.layers.dense({ units: 3, inputShape: [2], name: 'hidden' });
 * const model = tf.sequential({ layers: [hidden, tf.layers.dense({ units: 1 })] });
 * const x = tf.randomNormal([10, 2]);
 * const units = sensitivity({ reduce: 'max' }).scoreUnits(model, 'hidden', x);
 * const inputs = sensitivity().scoreInputs(model, x);
 * ```
 */
export function sensitivity(
  options: SensitivityOptions = {},
): Scoring<'scoreUnits' | 'scoreWeights' | 'scoreInputs'> {
  checkOptions(OWNER, options, ['of', 'reduce', 'to']);
  const { of = 'units', reduce = 'rootMeanSquare', to = 'outputs' } = options;
  checkOneOf('of', of, ['units', 'weights']);
  checkOneOf('reduce', reduce, REDUCTIONS);
  checkOneOf('to', to, ['outputs', 'nextLayer']);

  /** The network up to the outputs that are looked at. */
  const targetOf = (model: tf.LayersModel, layer: KernelLayer): tf.LayersModel => {
    if (to === 'outputs') return model;
    const { next } = nextLayerOf(OWNER, model, layer);
    const { end } = followUnits(OWNER, model, next);
    return tf.model({ inputs: model.inputs, outputs: end.output as tf.SymbolicTensor });
  };

  const scoreWeights = (
    model: tf.LayersModel,
    layerName: string,
    x?: Values,
    target?: tf.LayersModel,
  ): NdArray => {
    const layer = kernelLayerOf(OWNER, model, layerName);
    if (layer.kernel.shape.length !== 2) {
      throw new RangeError(
        `${OWNER} scores weights of dense layers, not those of '${layerName}', a ${layer.getClassName()}: gradientTimesWeight does`,
      );
    }
    return ofWeights(model, target ?? targetOf(model, layer), layer, x, reduce);
  };

  return {
    className: OWNER,
    needs: 'x',
    getConfig: () => ({ of, reduce, to }),
    scoreWeights: (model, layerName, x) => scoreWeights(model, layerName, x),
    scoreUnits(model, layerName, x) {
      const layer = kernelLayerOf(OWNER, model, layerName);
      if (of === 'weights') {
        const { data } = scoreWeights(model, layerName, x);
        const sums = new Float64Array(unitCount(layer));
        data.forEach((score, i) => (sums[i % sums.length]! += score));
        return Float32Array.from(sums);
      }
      const { end } = followUnits(OWNER, model, layer);
      const target = targetOf(model, layer);
      return ofUnits(model, target, unitCount(layer), x, reduce, (batch, f) =>
        gradientByOutputs(target, end, batch, f),
      );
    },
    scoreInputs(model, x) {
      const { next, units } = inputSite(OWNER, model);
      const { end } = followUnits(OWNER, model, next);
      const target =
        to === 'outputs'
          ? model
          : tf.model({ inputs: model.inputs, outputs: end.output as tf.SymbolicTensor });
      if (of === 'weights') {
        const { data } = scoreWeights(model, next.name, x, target);
        const width = unitCount(next);
        const sums = new Float64Array(units);
        data.forEach((score, i) => (sums[Math.floor(i / width)]! += score));
        return Float32Array.from(sums);
      }
      return ofUnits(model, target, units, x, reduce, (batch, f) =>
        tf.grad((values) => f(outputsOf(target, values)))(batch),
      );
    },
  };
}

type Reduction = (typeof REDUCTIONS)[number];

/** Σ_j R_p of the gradients of y_j by units. */
function ofUnits(
  model: tf.LayersModel,
  target: tf.LayersModel,
  units: number,
  x: Values | undefined,
  reduce: Reduction,
  gradient: (x: tf.Tensor, f: (outputs: tf.Tensor2D) => tf.Scalar) => tf.Tensor,
): Float32Array {
  const outputs = countOf(target);
  let places = 1;
  return reduced(
    model,
    x,
    outputs * units,
    units,
    reduce,
    () => places,
    (batch) =>
      tf.concat(
        Array.from({ length: outputs }, (_, j) => {
          const slopes = gradient(batch, (all) => tf.sum(tf.slice(all, [0, j], [-1, 1])));
          const flat = tf.reshape(slopes, [-1, units]);
          places = flat.shape[0]! / batch.shape[0]!;
          return joinRows(flat, reduce);
        }),
      ),
  );
}

/** Σ_j R_p of x_a · ∂y_j/∂z_b, without an array of rows × weights. */
function ofWeights(
  model: tf.LayersModel,
  target: tf.LayersModel,
  layer: KernelLayer,
  x: Values | undefined,
  reduce: Reduction,
): NdArray {
  const shape = layer.kernel.shape as [number, number];
  const size = shape[0] * shape[1];
  const data = reduced(
    model,
    x,
    countOf(target) * size,
    size,
    reduce,
    () => 1,
    (batch) => {
      const { inputs, slopes } = denseJacobian(target, layer, batch);
      return tf.concat(slopes.map((each) => tf.reshape(joinProducts(inputs, each, reduce), [-1])));
    },
  );
  return { data, shape };
}

/** The sum (or largest value) over the rows, of each column. */
function joinRows(values: tf.Tensor, reduce: Reduction): tf.Tensor1D {
  if (reduce === 'max') return tf.max(tf.abs(values), 0);
  return tf.sum(reduce === 'meanAbsolute' ? tf.abs(values) : tf.square(values), 0);
}

/** The same over the rows of the outer products of two arrays' rows. */
function joinProducts(a: tf.Tensor2D, b: tf.Tensor2D, reduce: Reduction): tf.Tensor2D {
  if (reduce === 'meanAbsolute') return tf.matMul(tf.abs(a), tf.abs(b), true, false);
  if (reduce === 'rootMeanSquare') return tf.matMul(tf.square(a), tf.square(b), true, false);
  const rows = a.shape[0];
  let largest: tf.Tensor2D = tf.zeros([a.shape[1], b.shape[1]]);
  for (let row = 0; row < rows; row++) {
    largest = tf.tidy(() => {
      const one = tf.slice(a, [row, 0], [1, -1]);
      const other = tf.slice(b, [row, 0], [1, -1]);
      return tf.maximum(largest, tf.abs(tf.matMul(one, other, true, false)));
    });
  }
  return largest;
}

/** Joins the batches, takes the mean, and sums over the outputs j. */
function reduced(
  model: tf.LayersModel,
  x: Values | undefined,
  length: number,
  width: number,
  reduce: Reduction,
  places: () => number,
  work: (x: tf.Tensor) => tf.Tensor,
): Float32Array {
  const rows = readRows(OWNER, model, x);
  const joined = (reduce === 'max' ? maxOverRows : sumOverRows)(rows, length, work);
  const count = rows.size * places();
  const sums = new Float64Array(width);
  joined.forEach((value, i) => {
    const mean = reduce === 'max' ? value : value / count;
    sums[i % width]! += reduce === 'rootMeanSquare' ? Math.sqrt(mean) : mean;
  });
  return Float32Array.from(sums);
}

function countOf(target: tf.LayersModel): number {
  return target.outputs[0]!.shape.slice(1).reduce<number>((product, n) => product * (n ?? 1), 1);
}
