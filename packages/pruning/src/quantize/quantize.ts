import { checkOptions, describe, didYouMean } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import { checkBuilt } from '../network/checkBuilt.js';
import { checkFinite, replaceLayers, type Replacement } from '../network/replaceLayers.js';
import { registerLayers } from '../registerLayers.js';
import { quantizeKernel } from './int8.js';
import { channelsOf, QUANTIZABLE, QuantizedLayer } from './quantizedLayer.js';

/** What {@link quantize} takes. */
export interface QuantizeOptions {
  /** Which layers it is about: 'all' that can be, or their names. Default 'all'. */
  layers?: 'all' | readonly string[] | undefined;
}

/** What the quantized layer has in place of the one inside. */
const OF_THE_MODEL = ['name', 'batchInputShape', 'dtype', 'trainable'];

interface WithKernel extends tf.layers.Layer {
  readonly kernel?: tf.LayerVariable;
  readonly depthwiseKernel?: tf.LayerVariable;
  readonly bias: tf.LayerVariable | null;
}

/**
 * Makes a model whose kernels are stored in eight bits a weight, symmetric around 0, with a scale for each output channel j:
 *
 *     s_j = max_i |w_ij| / 127      q_ij = round(w_ij / s_j)      w_ij ≈ s_j · q_ij
 *
 * Its files have a quarter of the bytes; a weight of 0 stays exactly 0, so that they compress after pruning. Biases, and layers other
 * than Dense, Conv1D, Conv2D and DepthwiseConv2D, stay as they are. compareModels() says what it costs in accuracy.
 *
 * Kernels are unpacked to float32 at the first call: it saves files and downloads, neither time nor memory. WASM multiplies bytes
 * no faster than float32 without rounding the activations too, which would cost accuracy and need data to calibrate. It is a model
 * for inference: training it is refused. Call {@link register} before loading one from files. The model given stays as it was.
 *
 * @returns the quantized model; its caller disposes of it
 * @throws TypeError or RangeError if an option is wrong, a name is that of no such layer, there is none, or a weight is not finite
 *
 * @example
 * ```ts
 * import { quantize } from '@occam/pruning';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const model = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [2], useBias: false })] });
 * model.setWeights([tf.tensor2d([[1, 0], [-0.5, 254]])]);
 * const small = quantize(model);
 * const [y] = [small.predict(tf.ones([1, 2])) as tf.Tensor];
 * console.log(y!.dataSync()); // 1 − 64/127, 254
 * ```
 */
export function quantize(model: tf.LayersModel, options: QuantizeOptions = {}): tf.LayersModel {
  checkBuilt('quantize', model);
  checkOptions('quantize', options, ['layers']);
  const layers = chooseLayers(model, options);
  registerLayers();
  return replaceLayers(model, new Map(layers.map((layer) => [layer.name, replacementOf(layer)])));
}

function chooseLayers(model: tf.LayersModel, { layers = 'all' }: QuantizeOptions): WithKernel[] {
  const able = model.layers.filter((layer) =>
    QUANTIZABLE.includes(layer.getClassName()),
  ) as WithKernel[];
  const names = able.map(({ name }) => name);
  const known = names.map((name) => `'${name}'`).join(', ') || 'none';
  if (layers !== 'all' && !Array.isArray(layers)) {
    throw new TypeError(
      `layers must be 'all' or a list of names (of ${known}), not ${describe(layers)}`,
    );
  }
  if (able.length === 0) {
    throw new RangeError(
      `quantize: the model '${model.name}' has no layer to quantize: it takes ${QUANTIZABLE.join(', ')}`,
    );
  }
  if (layers === 'all') return able;
  return layers.map((name: string) => {
    const layer = able.find((one) => one.name === name);
    if (layer) return layer;
    throw new RangeError(
      `quantize: the model has no layer ${describe(name)} to quantize${didYouMean(name, names)}; those it has: ${known}`,
    );
  });
}

function replacementOf(layer: WithKernel): Replacement {
  const className = layer.getClassName();
  const variable = (layer.kernel ?? layer.depthwiseKernel)!;
  const kernel = variable.read().dataSync();
  checkFinite('quantize', layer, kernel);
  const channels = channelsOf(className, variable.shape as number[]);
  const { codes, scales } = quantizeKernel(kernel, channels);
  const config = Object.fromEntries(
    Object.entries(layer.getConfig()).filter(([key]) => !OF_THE_MODEL.includes(key)),
  );
  return {
    className: QuantizedLayer.className,
    config: { layer: { className, config } },
    weights: () => [
      ...(layer.bias ? [layer.bias.read()] : []),
      tf.tensor1d(codes, 'int32'),
      tf.tensor1d(scales),
    ],
  };
}
