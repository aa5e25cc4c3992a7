import { checkInteger, checkOptions, describe } from '@occam/core';
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
 * Checks the names of a layer's options.
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

/**
 * Checks an axis: not that of the batch.
 *
 * @throws TypeError or RangeError if it is no whole number, or 0
 */
export function checkAxis(name: string, axis: unknown): asserts axis is number {
  checkInteger(name, axis);
  if (axis === 0) {
    throw new RangeError(`${name} must not be 0, the rows of the batch: count from 1, or from -1`);
  }
}

/**
 * Checks one axis or a list of them.
 *
 * @throws TypeError or RangeError if it is neither, or an axis is listed twice
 */
export function checkAxes(axis: unknown): asserts axis is number | number[] {
  if (!Array.isArray(axis)) return checkAxis('axis', axis);
  if (axis.length === 0 || new Set(axis).size !== axis.length) {
    throw new RangeError(`axis must be an axis or a list of different axes, not [${axis.join()}]`);
  }
  axis.forEach((one, i) => checkAxis(`axis[${i}]`, one));
}

/**
 * Counts axes from the front, in their order.
 *
 * @param shape of a batch
 * @throws RangeError if the shape has no such axis, or does not say its size
 */
export function resolveAxes(
  layer: tf.layers.Layer,
  axis: number | readonly number[],
  shape: tf.Shape,
): number[] {
  const rank = shape.length;
  const axes = (typeof axis === 'number' ? [axis] : axis).map((one) => {
    const counted = one < 0 ? one + rank : one;
    const what = `the layer '${layer.name}' cannot normalize axis ${one} of inputs of shape [${shape.map(String).join(', ')}]`;
    if (counted < 1 || counted >= rank) {
      throw new RangeError(
        rank < 2
          ? `${what}: they have none besides the rows`
          : `${what}: axis must be from 1 to ${rank - 1}, or from -1 to ${1 - rank}`,
      );
    }
    if (shape[counted] == null) throw new RangeError(`${what}: its size must be given`);
    return counted;
  });
  if (new Set(axes).size !== axes.length) {
    throw new RangeError(`the axes ${describeAxes(axis)} of the layer '${layer.name}' repeat one`);
  }
  return axes.toSorted((a, b) => a - b);
}

function describeAxes(axis: number | readonly number[]): string {
  return typeof axis === 'number' ? describe(axis) : axis.join(', ');
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
