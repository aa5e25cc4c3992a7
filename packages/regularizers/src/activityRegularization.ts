import { lowerActivity, type LayerLowering } from '@occam/backend';
import { checkOptions, describe } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import { checkReturnsScalar, createActivityLoss, type ActivityLoss } from './activityLoss.js';
import { RegularizerBase, type Regularizer } from './baseClasses.js';

/** What {@link activityRegularization} takes. */
export interface ActivityRegularizationOptions {
  /** The penalty of what passes: {@link entropy}, {@link klSparsity}, {@link condensed}, {@link l1}, {@link l2} or any other one. */
  readonly regularizer: Regularizer;
  /** The layer's name. Default: a new one. */
  readonly name?: string | undefined;
  /** The shape of a row, if it is the first layer. Default: that of what it is applied to. */
  readonly inputShape?: number[] | undefined;
}

/** The class behind {@link activityRegularization}. */
export class ActivityRegularization extends tf.layers.Layer {
  /** The name in tfjs' JSON. */
  static readonly className = 'OccamActivityRegularization';
  /** The penalty of what passes. */
  readonly regularizer: Regularizer;
  readonly #loss: ActivityLoss;

  /** Checks the options. */
  constructor(options: ActivityRegularizationOptions) {
    const { regularizer: given, ...args } = options;
    super(args as ConstructorParameters<typeof tf.layers.Layer>[0]);
    this.regularizer = readRegularizer(given);
    this.supportsMasking = true;
    this.#loss = createActivityLoss(this.regularizer, () => this.inboundNodes.length);
    this.addLoss(this.#loss.loss);
  }

  /** Checks that the regularizer returns a scalar. */
  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const shape = (Array.isArray(inputShape[0]) ? inputShape[0] : inputShape) as tf.Shape;
    checkReturnsScalar(this.regularizer, shape);
    super.build(inputShape);
  }

  /** Lets its input pass, and in training remembers it for the penalty. */
  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: { training?: boolean }): tf.Tensor {
    const input = Array.isArray(inputs) ? inputs[0]! : inputs;
    if (kwargs.training) this.#loss.record(input);
    return input;
  }

  /** The shape that comes in. */
  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape | tf.Shape[] {
    return inputShape;
  }

  /** The options, with the regularizer by its class and configuration. */
  override getConfig(): tf.serialization.ConfigDict {
    const { regularizer } = this;
    const serialized = { className: regularizer.getClassName(), config: regularizer.getConfig() };
    return { ...super.getConfig(), regularizer: serialized };
  }
}

/** How the fused engine computes it: no step forward; back, the penalty's gradient is added. */
export const lowerActivityRegularization: LayerLowering = (layer, plan, [x]) => {
  lowerActivity(layer.name, (layer as ActivityRegularization).regularizer, plan, x!);
  return x!;
};

function readRegularizer(given: unknown): Regularizer {
  if (given instanceof RegularizerBase) return given;
  const { className, config } = (given ?? {}) as { className?: unknown; config?: object };
  if (typeof className !== 'string') {
    throw new TypeError(
      `regularizer must be one as entropy() or tf.regularizers.l2() makes it, not ${describe(given)}`,
    );
  }
  // tfjs' own loader of regularizers is not exported: a layer that is never built calls it.
  const { kernelRegularizer } = tf.layers.dense({
    units: 1,
    kernelRegularizer: { className, config } as never,
  }) as unknown as { kernelRegularizer: Regularizer };
  return kernelRegularizer;
}

/**
 * A layer that lets its input pass unchanged and penalizes it in training: put it behind the layer whose outputs it is about.
 *
 *     y = x,        E ← E + penalty(x)
 *
 * The penalty of weights, as {@link l1}, is divided by the number of rows, as Keras does with an `activity_regularizer`. It
 * works in tfjs' own `fit` and in both engines; so does, after `register()`, the option `activityRegularizer` of tfjs' layers.
 *
 * @throws TypeError if an option is unknown or no regularizer is given
 *
 * @example
 * ```ts
 * import { activityRegularization, condensed } from '@occam/regularizers';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const model = tf.sequential({
 *   layers: [
 *     tf.layers.dense({ units: 8, activation: 'tanh', inputShape: [4] }),
 *     activityRegularization({ regularizer: condensed(0.1) }),
 *     tf.layers.dense({ units: 3, activation: 'softmax' }),
 *   ],
 * });
 * console.log(model.layers.length); // 3
 * ```
 */
export function activityRegularization(
  options: ActivityRegularizationOptions,
): ActivityRegularization {
  checkOptions('activityRegularization', options, ['regularizer', 'name', 'inputShape']);
  return new ActivityRegularization(options);
}
