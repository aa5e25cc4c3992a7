import type { PlanBuffer } from '@occam/backend';
import { checkNumber } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import { matrixSize, vectorAxes, type Kernel } from './kernels.js';
import {
  KernelWrapper,
  wrapperFromConfig,
  type KernelLowering,
  type WrapperOptions,
} from './kernelWrapper.js';

/** What {@link weightStandardization} takes. */
export interface WeightStandardizationOptions extends WrapperOptions {
  /** What is added to the variance, above 0. Default 1e-5. */
  epsilon?: number | undefined;
}

/** The layer that {@link weightStandardization} makes. */
export class WeightStandardization extends KernelWrapper {
  /** The name in saved models. */
  static className = 'OccamWeightStandardization';
  /** Makes the layer from its saved options. */
  static override fromConfig = wrapperFromConfig;
  /** What is added to the variance. */
  readonly epsilon: number;

  /** Checks the options. */
  constructor(options: WeightStandardizationOptions) {
    super('weightStandardization', options, ['epsilon']);
    const { epsilon = 1e-5 } = options;
    checkNumber('epsilon', epsilon, { above: 0 });
    this.epsilon = epsilon;
  }

  /** @internal */
  protected buildKernel(): void {}

  /** (W − μ) / √(σ² + ε). */
  effectiveKernel(kernel: Kernel): tf.Tensor {
    const weights = kernel.variable.read();
    const { mean, variance } = tf.moments(weights, vectorAxes(kernel), true);
    return tf.mul(tf.sub(weights, mean), tf.rsqrt(tf.add(variance, this.epsilon)));
  }

  /** The kernels of batch normalization do it, with the vectors' elements as rows. */
  readonly lowerKernel: KernelLowering = (kernel, raw, plan) => {
    const { kernels } = plan;
    const { rows, columns } = matrixSize(kernel);
    const value = plan.buffer(0, raw.size);
    const [mean, variance, inverse] = [0, 1, 2].map(() => plan.buffer(0, columns)) as [
      PlanBuffer,
      PlanBuffer,
      PlanBuffer,
    ];
    plan.forward([value, mean, variance, inverse], () =>
      kernels.batchNormForward(
        rows,
        columns,
        raw.value.address,
        0,
        0,
        this.epsilon,
        mean.address,
        variance.address,
        inverse.address,
        value.address,
        value.address,
      ),
    );
    if (!raw.gradient) return { ...raw, value };

    const gradient = plan.buffer(0, raw.size);
    const unused = [plan.buffer(0, columns), plan.buffer(0, columns)] as const;
    plan.backward([value, inverse, gradient, ...unused], () =>
      kernels.batchNormBackward(
        rows,
        columns,
        value.address,
        0,
        inverse.address,
        gradient.address,
        unused[0].address,
        unused[1].address,
        raw.gradient!.address,
      ),
    );
    return { ...raw, value, gradient };
  };

  /** The options that the layer can be made from again. */
  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), epsilon: this.epsilon };
  }
}

/**
 * Wraps a layer so that each of its weight vectors has mean 0 and variance 1, which smooths the loss where batches are too
 * small for batch normalization; together with group normalization it replaces that:
 *
 *     Ŵ = (W − μ) / √(σ² + ε)      μ, σ² over all weights that lead to one output
 *
 * σ² is the biased variance, as in the paper's formula; its published code has the unbiased σ and adds ε to that. Regularizers
 * and constraints of the kernel act on W. Outputs do not depend on the mean and length of W: they have the scale of
 * √(inputs), so put a normalization behind.
 *
 * Both engines compute it, the fused one where the layer inside has a lowering. {@link removeReparametrization} makes
 * plain layers of it.
 *
 * @throws TypeError or RangeError if an option is unknown or out of range, or the layer has no kernel or is in a model already
 *
 * @example
 * ```ts
 * import { weightStandardization } from '@occam/normalization';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const layer = weightStandardization({ layer: tf.layers.conv2d({ filters: 8, kernelSize: 3 }), inputShape: [28, 28, 1] });
 * ```
 *
 * Qiao, Wang, Liu, Shen, Yuille: Micro-batch training with batch-channel normalization and weight standardization, 2019.
 */
export function weightStandardization(options: WeightStandardizationOptions): tf.layers.Layer {
  return new WeightStandardization(options);
}
