import { checkOptions, describe, lookupClass } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import type { FittedScaler, ScalerJson } from './fittedScaler.js';

/** The options of a layer that a scaler becomes. */
export interface ScalerLayerOptions {
  /** The layer's name. Default: the class's name, counted up by tfjs. */
  readonly name?: string | undefined;
  /** The shape of one row, for the first layer of a model. Default [columns]. */
  readonly inputShape?: tf.Shape | undefined;
  /** The shape of a batch, instead of `inputShape`. */
  readonly batchInputShape?: tf.Shape | undefined;
  /** The number of rows in a batch, together with `inputShape`. Default: any. */
  readonly batchSize?: number | undefined;
  /** The type of the input of the first layer. Default 'float32'. */
  readonly dtype?: tf.DataType | undefined;
}

/** The layer that a scaler becomes: it does what `transform` does, in float32, and has no weights. */
export class ScalerLayer extends tf.layers.Layer {
  /** The name in saved models. */
  static readonly className = 'OccamScaler';
  /** The scaler, with what it has learned; do not fit it again. */
  readonly scaler: FittedScaler;

  /** Takes a fitted scaler, or its JSON. */
  constructor(
    options: ScalerLayerOptions & { readonly scaler: FittedScaler | ScalerJson<object> },
  ) {
    const { scaler, ...args } = options;
    super(args as ConstructorParameters<typeof tf.layers.Layer>[0]);
    this.scaler = readScaler(scaler);
  }

  /** The shape of the input, or [rows, outputs] where there are fewer columns. */
  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const shape = (Array.isArray(inputShape[0]) ? inputShape[0] : inputShape) as tf.Shape;
    const columns = widthOf(shape.slice(1));
    const known = this.scaler.columns;
    if (known !== undefined && known !== columns) {
      throw new RangeError(
        `the layer '${this.name}' is a ${this.scaler.className} fitted on ${known} columns, ` +
          `but its rows of shape [${shape.slice(1).join(', ')}] have ${columns}`,
      );
    }
    const outputs = this.scaler.outputColumns(columns);
    return outputs === columns ? shape : [shape[0]!, outputs];
  }

  /** Changes the rows. */
  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = Array.isArray(inputs) ? inputs[0]! : inputs;
      const flat = tf.reshape(tf.cast(x, 'float32'), [x.shape[0]!, widthOf(x.shape.slice(1))]);
      const z = this.scaler.transformTensor(flat as tf.Tensor2D);
      return tf.reshape(z, this.computeOutputShape(x.shape) as number[]);
    });
  }

  /** The options, with the scaler as JSON. */
  override getConfig(): tf.serialization.ConfigDict {
    const { className, config } = this.scaler.toJSON();
    const { seed } = config as { seed?: unknown };
    // tfjs changes strings to snake case and back, which loses capitals and underscores.
    const codes = typeof seed === 'string' && Array.from(seed, (_, i) => seed.charCodeAt(i));
    const kept = { ...config, ...(codes ? { seed: codes } : {}) };
    return { ...super.getConfig(), scaler: { className, config: kept } };
  }

  /** Makes the layer from what tfjs read: its options, to which tfjs adds one of its own. */
  static override fromConfig<T extends tf.serialization.Serializable>(
    layer: tf.serialization.SerializableConstructor<T>,
    config: tf.serialization.ConfigDict,
  ): T {
    const options = { ...config };
    delete options['customObjects'];
    return new layer(options);
  }
}

/** Makes the layer of a fitted scaler; `scaler.toLayer()` gives it the columns too. */
export function scalerLayer(scaler: FittedScaler, options: ScalerLayerOptions): tf.layers.Layer {
  checkOptions('toLayer', options, ['name', 'inputShape', 'batchInputShape', 'batchSize', 'dtype']);
  return new ScalerLayer({ ...options, scaler });
}

function widthOf(shape: readonly (number | null)[]): number {
  return shape.reduce<number>((product, n) => product * (n ?? NaN), 1);
}

function readScaler(given: unknown): FittedScaler {
  if (typeof (given as Partial<FittedScaler> | undefined)?.transformTensor === 'function')
    return given as FittedScaler;
  const { className, config } = (given ?? {}) as { className?: unknown; config?: object };
  if (typeof className !== 'string' || typeof config !== 'object') {
    throw new TypeError(`scaler must be a scaler or its JSON, not ${describe(given)}`);
  }
  const scalerClass = lookupClass('preprocess', className) as new (config: object) => FittedScaler;
  return new scalerClass(config);
}
