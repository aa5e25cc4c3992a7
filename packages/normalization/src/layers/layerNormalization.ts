import * as tf from '@tensorflow/tfjs';
import { checkAxes, resolveAxes } from './axes.js';
import { AFFINE, NormalizationLayer, onlyShape, type AffineOptions } from './normalizationLayer.js';
import { standardize } from './standardize.js';

/** What {@link layerNormalization} takes. */
export interface LayerNormalizationOptions extends AffineOptions {
  /** The axis or axes that are normalized together, counted with that of the batch. Default -1. */
  axis?: number | number[] | undefined;
}

/** The layer that {@link layerNormalization} makes. */
export class LayerNormalization extends NormalizationLayer {
  /** The name in saved models. */
  static className = 'OccamLayerNormalization';
  /** The axis or axes that are normalized together. */
  readonly axis: number | number[];

  /** Checks the options. */
  constructor(options: LayerNormalizationOptions = {}) {
    const { axis = -1 } = options;
    super(options, {
      layer: 'layerNormalization',
      options: AFFINE,
      own: ['axis'],
      epsilon: 1e-3,
    });
    checkAxes(axis);
    this.axis = axis;
  }

  /** Makes γ and β, of the shape of what is normalized together. */
  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const shape = onlyShape(inputShape);
    this.addGainAndOffset(resolveAxes(this, this.axis, shape).map((axis) => shape[axis]!));
    this.built = true;
  }

  protected override normalize(x: tf.Tensor): tf.Tensor {
    const axes = resolveAxes(this, this.axis, x.shape);
    return this.rescale(standardize(x, axes, this.epsilon), axes);
  }

  /** The options. */
  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), axis: this.axis };
  }
}

/**
 * Creates the layer that normalizes each row by its own mean and variance, in training as at inference:
 *
 *     y = γ·(x − μ) / √(σ² + ε) + β      μ, σ² over the `axis` or axes, biased
 *
 * Options are named as in Keras, with its defaults: `axis` −1, `epsilon` 0.001. The fused engine normalizes the last axis or
 * the last ones.
 *
 * @throws TypeError or RangeError if an option is unknown, of another type or out of range, and once the input is known, if it
 *   has no such axis
 *
 * @example
 * ```ts
 * import { layerNormalization } from '@occam/normalization';
 *
 * const layer = layerNormalization({ axis: [1, 2] });
 * ```
 *
 * Ba, Kiros, Hinton: Layer Normalization, 2016.
 */
export function layerNormalization(options: LayerNormalizationOptions = {}): tf.layers.Layer {
  return new LayerNormalization(options);
}
