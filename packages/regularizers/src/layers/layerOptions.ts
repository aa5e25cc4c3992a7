import { checkOptions, createRng, type Seed } from '@occam/core';
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

/** What every layer with random numbers takes. */
export interface NoiseLayerOptions extends LayerOptions {
  /**
   * Decides the random numbers under tfjs' own `model.fit`, an integer or a string. In Occam's engines, the seed of `fit` or
   * `train` decides them instead. Default 0.
   */
  seed?: Seed | undefined;
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
 * Checks the names of a layer's options, and its seed.
 *
 * @param layer the name of the function that makes the layer, for the message
 * @param own the options that it has besides {@link NoiseLayerOptions}
 * @returns the seed
 * @throws TypeError or RangeError if an option is unknown or the seed is none
 */
export function checkLayerOptions(
  layer: string,
  options: NoiseLayerOptions,
  own: readonly string[],
): Seed {
  checkOptions(layer, options, [...own, 'seed', ...LAYER_OPTIONS]);
  const seed = decodeSeed(options.seed ?? 0);
  createRng(seed);
  return seed;
}

/**
 * Writes a seed as tfjs can save it: it changes strings to snake case and back, which loses capitals and underscores, so
 * a string becomes the list of its character codes.
 */
export function encodeSeed(seed: Seed): number | number[] {
  return typeof seed === 'number' ? seed : Array.from(seed, (_, i) => seed.charCodeAt(i));
}

function decodeSeed(seed: Seed | readonly number[]): Seed {
  return Array.isArray(seed) ? String.fromCharCode(...seed) : (seed as Seed);
}

/** Makes a layer from what tfjs read: its options, to which tfjs adds one of its own. */
export function layerFromConfig<T extends tf.serialization.Serializable>(
  layer: tf.serialization.SerializableConstructor<T>,
  config: tf.serialization.ConfigDict,
): T {
  const options = { ...config };
  delete options['customObjects'];
  return new layer(options);
}
