import * as tf from '@tensorflow/tfjs';
import { checkAxis, resolveAxes } from './axes.js';
import { AFFINE, NormalizationLayer, onlyShape, type AffineOptions } from './normalizationLayer.js';
import { standardize } from './standardize.js';

/** What group and instance normalization take. */
export interface GroupedOptions extends AffineOptions {
  /** The axis of the channels, counted with that of the batch. Default -1. */
  axis?: number | undefined;
}

/** A layer that normalizes groups of neighbouring channels of each row, over all other axes. */
export abstract class GroupedNormalization extends NormalizationLayer {
  /** The axis of the channels. */
  readonly axis: number;

  /** Checks the options that both layers have. */
  constructor(options: GroupedOptions, kind: { layer: string; own: readonly string[] }) {
    const { axis = -1 } = options;
    super(options, {
      layer: kind.layer,
      options: AFFINE,
      own: [...kind.own, 'axis'],
      epsilon: 1e-3,
    });
    checkAxis('axis', axis);
    this.axis = axis;
  }

  /**
   * How many channels are normalized together.
   *
   * @throws RangeError if the groups do not divide the channels
   */
  abstract groupSize(channels: number): number;

  /** Makes γ and β. */
  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const shape = onlyShape(inputShape);
    const [axis] = resolveAxes(this, this.axis, shape) as [number];
    const channels = shape[axis]!;
    const others = shape.filter((_, i) => i > 0 && i !== axis);
    if (this.groupSize(channels) === 1 && others.every((size) => size === 1)) {
      throw new RangeError(
        `the layer '${this.name}' would normalize single numbers, which are then 0, of inputs of shape ` +
          `[${shape.map(String).join(', ')}]: it needs other axes than the rows and channels, or fewer groups than channels`,
      );
    }
    this.addGainAndOffset([channels]);
    this.inputSpec = [{ ndim: shape.length, axes: { [axis]: channels } }];
    this.built = true;
  }

  protected override normalize(x: tf.Tensor): tf.Tensor {
    const [axis] = resolveAxes(this, this.axis, x.shape) as [number];
    const channels = x.shape[axis]!;
    const size = this.groupSize(channels);
    const product = (sizes: number[]) => sizes.reduce((all, n) => all * n, 1);
    const apart = tf.reshape(x, [
      x.shape[0]!,
      product(x.shape.slice(1, axis)),
      channels / size,
      size,
      product(x.shape.slice(axis + 1)),
    ]);
    const normalized = standardize(apart, [1, 3, 4], this.epsilon);
    return this.rescale(tf.reshape(normalized, x.shape), [axis]);
  }

  /** The options. */
  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), axis: this.axis };
  }
}
