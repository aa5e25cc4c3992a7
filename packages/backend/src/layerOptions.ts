import { checkOptions } from '@occam/core';
import type * as tf from '@tensorflow/tfjs';

/** What every layer of tfjs takes. */
export interface LayerOptions {
  /** The layer's name. Default: the class's name, counted up by tfjs. */
  name?: string | undefined;
  /** The shape of one row, for the first layer of a model. Default: that of the layer before. */
  inputShape?: tf.Shape | undefined;
  /** The shape of a batch, instead of `inputShape`. */
  batchInputShape?: tf.Shape | undefined;
  /** The number of rows in a batch, together with `inputShape`. Default: any. */
  batchSize?: number | undefined;
  /** The type of the input of the first layer. Default 'float32'. */
  dtype?: tf.DataType | undefined;
  /** Whether the layer's weights are trained. Default true. */
  trainable?: boolean | undefined;
}

const LAYER_OPTIONS = [
  'name',
  'inputShape',
  'batchInputShape',
  'batchSize',
  'dtype',
  'trainable',
] as const satisfies readonly (keyof LayerOptions)[];

/**
 * Checks the names of a layer's options, for whoever writes a layer.
 *
 * @param layer the name of the function that makes the layer, for the message
 * @param own the options that it has besides {@link LayerOptions}
 * @returns what the constructor of tfjs' Layer takes
 * @throws TypeError if an option is unknown
 */
export function checkLayerOptions(
  layer: string,
  options: LayerOptions,
  own: readonly string[],
): ConstructorParameters<typeof tf.layers.Layer>[0] {
  checkOptions(layer, options, [...own, ...LAYER_OPTIONS]);
  return Object.fromEntries(
    LAYER_OPTIONS.flatMap((name) => (options[name] == null ? [] : [[name, options[name]]])),
  );
}

/** Makes a layer from what tfjs read, as its `fromConfig`: its options, to which tfjs adds one of its own. */
export function layerFromConfig<T extends tf.serialization.Serializable>(
  layer: tf.serialization.SerializableConstructor<T>,
  config: tf.serialization.ConfigDict,
): T {
  const options = { ...config };
  delete options['customObjects'];
  return new layer(options);
}
