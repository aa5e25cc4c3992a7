import { checkNumber } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import { checkAxis, resolveAxes } from './axes.js';
import {
  NormalizationLayer,
  onlyShape,
  RUNNING,
  type RunningOptions,
} from './normalizationLayer.js';

/** A layer that normalizes by the batch in training, and by running statistics of the batches at inference. */
export abstract class RunningNormalization extends NormalizationLayer {
  /** The axis of the channels. */
  readonly axis: number;
  /** How much of the running statistics stays in a step; read in each, so that it may be changed. */
  momentum: number;
  /** The running mean of each channel. */
  movingMean!: tf.LayerVariable;
  /** The running biased variance of each channel. */
  movingVariance!: tf.LayerVariable;

  /** Checks the options that both layers have. */
  constructor(options: RunningOptions, kind: { layer: string; own: readonly string[] }) {
    const { axis = -1, momentum = 0.99 } = options;
    super(options, { ...kind, options: RUNNING, epsilon: 1e-3 });
    checkAxis('axis', axis);
    checkNumber('momentum', momentum, { min: 0, max: 1 });
    this.axis = axis;
    this.momentum = momentum;
  }

  /** Makes γ, β and the running statistics. */
  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const shape = onlyShape(inputShape);
    const [axis] = resolveAxes(this, this.axis, shape) as [number];
    const channels = shape[axis]!;
    this.addGainAndOffset([channels]);
    const { movingMeanInitializer, movingVarianceInitializer } = this.parts;
    const running = (name: string, initializer: typeof movingMeanInitializer) =>
      this.addWeight(name, [channels], 'float32', initializer, undefined, false);
    this.movingMean = running('moving_mean', movingMeanInitializer);
    this.movingVariance = running('moving_variance', movingVarianceInitializer);
    this.inputSpec = [{ ndim: shape.length, axes: { [axis]: channels } }];
    this.built = true;
  }

  /** The input normalized by the batch, before γ and β. */
  protected abstract byBatch(x: tf.Tensor, others: number[]): tf.Tensor;

  protected override normalize(x: tf.Tensor, training: boolean): tf.Tensor {
    const [axis] = resolveAxes(this, this.axis, x.shape) as [number];
    const others = x.shape.map((_, i) => i).filter((i) => i !== axis);
    const normalized =
      training && this.trainable ? this.byBatch(x, others) : this.#byRunning(x, axis);
    return this.rescale(normalized, [axis]);
  }

  /** Moves the running statistics towards those of a batch. */
  protected move(mean: tf.Tensor, variance: tf.Tensor): void {
    for (const [moving, value] of [
      [this.movingMean, mean],
      [this.movingVariance, variance],
    ] as const) {
      const old = moving.read();
      const difference = tf.sub(old, tf.reshape(value, old.shape));
      moving.write(tf.sub(old, tf.mul(difference, 1 - this.momentum)));
    }
  }

  #byRunning(x: tf.Tensor, axis: number): tf.Tensor {
    const shape = x.shape.map((size, i) => (i === axis ? size : 1));
    const mean = tf.reshape(this.movingMean.read(), shape);
    const variance = tf.reshape(this.movingVariance.read(), shape);
    return tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, this.epsilon)));
  }

  /** The options that the layer can be made from again. */
  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), axis: this.axis, momentum: this.momentum };
  }
}
