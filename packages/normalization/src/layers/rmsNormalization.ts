import * as tf from '@tensorflow/tfjs';
import { checkAxes, resolveAxes } from './axes.js';
import { GAIN, NormalizationLayer, onlyShape, type GainOptions } from './normalizationLayer.js';
import { standardize } from './standardize.js';

/** What {@link rmsNormalization} takes. */
export interface RmsNormalizationOptions extends GainOptions {
  /** The axis or axes that are normalized together, counted with that of the batch. Default -1. */
  axis?: number | number[] | undefined;
}

/** The layer that {@link rmsNormalization} makes. */
export class RmsNormalization extends NormalizationLayer {
  /** The name in saved models. */
  static className = 'OccamRMSNormalization';
  /** The axis or axes that are normalized together. */
  readonly axis: number | number[];

  /** Checks the options. */
  constructor(options: RmsNormalizationOptions = {}) {
    const { axis = -1 } = options;
    super(options, { layer: 'rmsNormalization', options: GAIN, own: ['axis'], epsilon: 1e-6 });
    checkAxes(axis);
    this.axis = axis;
  }

  /** Makes γ, of the shape of what is normalized together. */
  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const shape = onlyShape(inputShape);
    this.addGainAndOffset(resolveAxes(this, this.axis, shape).map((axis) => shape[axis]!));
    this.built = true;
  }

  protected override normalize(x: tf.Tensor): tf.Tensor {
    const axes = resolveAxes(this, this.axis, x.shape);
    return this.rescale(standardize(x, axes, this.epsilon, { centered: false }), axes);
  }

  /** The options. */
  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), axis: this.axis };
  }
}

/**
 * Creates the layer that divides each row by its root mean square, in training as at inference:
 *
 *     y = γ·x / √(mean(x²) + ε)      the mean over the `axis` or axes
 *
 * `axis` −1 and `epsilon` 0.000001 as in Keras, which calls γ `scale` and always has it; here `scale: false` leaves it out. The
 * fused engine normalizes the last axis or the last ones.
 *
 * @throws TypeError or RangeError if an option is unknown, of another type or out of range, and once the input is known, if it
 *   has no such axis
 *
 * @example
 * ```ts
 * import { rmsNormalization } from '@occam/normalization';
 *
 * const layer = rmsNormalization();
 * ```
 *
 * Zhang, Sennrich: Root Mean Square Layer Normalization, 2019.
 */
export function rmsNormalization(options: RmsNormalizationOptions = {}): tf.layers.Layer {
  return new RmsNormalization(options);
}
