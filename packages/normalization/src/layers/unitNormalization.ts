import { checkLayerOptions, layerFromConfig, type LayerOptions } from '@occam/backend';
import * as tf from '@tensorflow/tfjs';
import { checkAxes, resolveAxes } from './axes.js';

/** What {@link unitNormalization} takes. */
export interface UnitNormalizationOptions extends LayerOptions {
  /** The axis or axes that are normalized together, counted with that of the batch. Default -1. */
  axis?: number | number[] | undefined;
}

/** The layer that {@link unitNormalization} makes. */
export class UnitNormalization extends tf.layers.Layer {
  /** The name in saved models. */
  static className = 'OccamUnitNormalization';
  /** Makes the layer from its saved options. */
  static override fromConfig = layerFromConfig;
  /** The axis or axes that are normalized together. */
  readonly axis: number | number[];
  /** The smallest length that is divided by. */
  readonly epsilon = 1e-12;

  /** Checks the options. */
  constructor(options: UnitNormalizationOptions = {}) {
    const ofLayer = checkLayerOptions('unitNormalization', options, ['axis']);
    const { axis = -1 } = options;
    checkAxes(axis);
    super(ofLayer);
    this.axis = axis;
    this.supportsMasking = true;
  }

  /** The shape of the input. */
  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape | tf.Shape[] {
    return inputShape;
  }

  /** Checks the axes. */
  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const shape = (Array.isArray(inputShape[0]) ? inputShape[0] : inputShape) as tf.Shape;
    resolveAxes(this, this.axis, shape);
    this.built = true;
  }

  /** The normalized input. */
  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const x = Array.isArray(inputs) ? inputs[0]! : inputs;
    const axes = resolveAxes(this, this.axis, x.shape);
    const unit = tf.customGrad((input, save) => {
      const from = input as tf.Tensor;
      const length = tf.sqrt(tf.sum(tf.square(from), axes, true));
      const inverse = tf.div(1, tf.maximum(length, this.epsilon));
      const value = tf.mul(from, inverse);
      (save as tf.GradSaveFunc)([value, inverse]);
      return {
        value,
        gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
          const [y, factor] = saved as [tf.Tensor, tf.Tensor];
          const along = tf.mul(y, tf.sum(tf.mul(dy, y), axes, true));
          return tf.mul(tf.sub(dy, along), factor);
        },
      };
    });
    return tf.tidy(() => unit(x));
  }

  /** The options that the layer can be made from again. */
  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), axis: this.axis };
  }
}

/**
 * Creates the layer that divides each row by its Euclidean length, in training as at inference:
 *
 *     y = x / max(‖x‖, 1e-12)      ‖x‖ over the `axis` or axes
 *
 * As Keras' UnitNormalization and PyTorch's `normalize`; a row of zeros stays one. The fused engine normalizes the last axis or the
 * last ones.
 *
 * @throws TypeError or RangeError if an option is unknown, of another type or out of range, and once the input is known, if it
 *   has no such axis
 *
 * @example
 * ```ts
 * import { unitNormalization } from '@occam/normalization';
 *
 * const layer = unitNormalization();
 * ```
 */
export function unitNormalization(options: UnitNormalizationOptions = {}): tf.layers.Layer {
  return new UnitNormalization(options);
}
