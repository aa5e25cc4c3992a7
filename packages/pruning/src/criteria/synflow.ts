import { checkOptions } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import type { NoOptions, Scoring } from '../criterion.js';
import { gradientsBy } from '../network/kernelGradients.js';
import { hasUnits, kernelLayerOf, type TfjsActivation } from '../network/kernelLayer.js';
import { outputsOf } from '../network/unitOutputs.js';

interface Activated extends tf.layers.Layer {
  activation?: TfjsActivation | null;
}

/** Layers that a flow of positive numbers passes unchanged, or by an average or a largest one. */
const PASSING =
  /^(InputLayer|Activation|ReLU|Softmax|Flatten|Reshape|\w*Pooling[12]D|(Occam)?\w*Dropout\w*|(Occam)?GaussianNoise)$/;

/**
 * Scores weights by the flow of synapses through them, without any data:
 *
 *     S = |w| · ∂R/∂|w|,      R = 1ᵀ |W_L| ⋯ |W_2| |W_1| 1
 *
 * R is the sum of the outputs for an input of ones, when every kernel is replaced by its absolute value, biases are left out and
 * activations are linear, as ReLU is for positive numbers. It never empties a layer as long as weights are pruned little by little, in a hundred
 * rounds or so, on the untrained network. Scores are comparable across layers. R is scaled by each layer's largest weight, so that it stays within
 * float32 in deep networks; that changes no order.
 *
 * Source: Tanaka, Kunin, Yamins, Ganguli (2020), "Pruning neural networks without any data by iteratively conserving synaptic flow".
 *
 * @throws once it scores: RangeError if there is no such layer, or one that flow cannot pass, as a normalization
 *
 * @example
 * ```ts
 * import { synflow } from '@occam/pruning';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const hidden = tf.layers.dense({ units: 3, inputShape: [2], name: 'hidden' });
 * const model = tf.sequential({ layers: [hidden, tf.layers.dense({ units: 1 })] });
 * const { data } = synflow().scoreWeights(model, 'hidden');
 * ```
 */
export function synflow(options: NoOptions = {}): Scoring<'scoreWeights'> {
  checkOptions('synflow', options, []);
  return {
    className: 'synflow',
    needs: 'model',
    getConfig: () => ({}),
    scoreWeights(model, layerName) {
      const layer = kernelLayerOf('synflow', model, layerName);
      const data = withFlow(model, () => {
        const kernel = layer.kernel.read() as tf.Variable;
        const ones = tf.ones(model.inputs[0]!.shape.map((length) => length ?? 1));
        const [flow] = gradientsBy([kernel], () => tf.sum(outputsOf(model, ones)));
        return tf.mul(flow!, kernel).dataSync() as Float32Array;
      });
      return { data, shape: layer.kernel.shape as number[] };
    },
  };
}

/** Runs something while all kernels are absolute values, biases are 0 and activations linear; everything is back afterwards. */
function withFlow<T extends Float32Array>(model: tf.LayersModel, run: () => T): T {
  const strange = model.layers.find(
    (layer) => !hasUnits(layer) && !PASSING.test(layer.getClassName()),
  );
  if (strange) {
    throw new RangeError(
      `synflow cannot pass the layer '${strange.name}', a ${strange.getClassName()}: it is defined for layers with kernels and activations`,
    );
  }
  return tf.tidy(() => {
    const linear = (tf.layers.activation({ activation: 'linear' }) as Activated).activation!;
    const undo: (() => void)[] = [];
    try {
      for (const layer of model.layers as Activated[]) {
        const { activation } = layer;
        if (layer.getClassName() === 'Softmax') {
          layer.call = (inputs) => (Array.isArray(inputs) ? inputs[0]! : inputs);
          undo.push(() => delete (layer as Partial<tf.layers.Layer>).call);
        }
        if (activation) {
          layer.activation = linear;
          undo.push(() => (layer.activation = activation));
        }
        if (!hasUnits(layer)) continue;
        for (const weight of [layer.kernel, layer.bias]) {
          if (!weight) continue;
          const variable = weight.read() as tf.Variable;
          const before = variable.clone();
          undo.push(() => variable.assign(before));
          variable.assign(
            weight === layer.bias
              ? tf.zerosLike(variable)
              : tf.divNoNan(tf.abs(variable), tf.max(tf.abs(variable))),
          );
        }
      }
      return run();
    } finally {
      for (const back of undo.reverse()) back();
    }
  });
}
