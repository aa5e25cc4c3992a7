import type { PlanBuffer } from '@occam/backend';
import * as tf from '@tensorflow/tfjs';
import { matrixSize, perOutput, vectorAxes, type Kernel } from './kernels.js';
import {
  KernelWrapper,
  wrapperFromConfig,
  type KernelLowering,
  type WrapperOptions,
} from './kernelWrapper.js';

/** What {@link weightNormalization} takes. */
export type WeightNormalizationOptions = WrapperOptions;

/** ‖v‖² is at least this, so that a vector of zeros stays one. */
const SMALLEST = 1e-12;

/** The layer that {@link weightNormalization} makes. */
export class WeightNormalization extends KernelWrapper {
  /** The name in saved models. */
  static className = 'OccamWeightNormalization';
  /** Makes the layer from its saved options. */
  static override fromConfig = wrapperFromConfig;
  readonly #gains = new Map<Kernel, tf.LayerVariable>();

  /** Checks the options. */
  constructor(options: WeightNormalizationOptions) {
    super('weightNormalization', options, []);
  }

  /** The gain g of a kernel, one for each output. */
  gainOf(kernel: Kernel): tf.LayerVariable {
    return this.#gains.get(kernel)!;
  }

  /** @internal */
  protected buildKernel(kernel: Kernel): void {
    const { originalName, shape } = kernel.variable;
    const name = originalName
      .split('/')
      .at(-1)!
      .replace(/kernel$/, 'gain');
    const outputs = kernel.outputAxes.map((axis) => shape[axis]!);
    const gain = this.addWeight(name, outputs, 'float32', tf.initializers.zeros());
    this.#gains.set(kernel, gain);
    this.resetGain(kernel);
  }

  /** g ← ‖v‖, so that the kernel is v. */
  resetGain(kernel: Kernel): void {
    const gain = this.gainOf(kernel);
    tf.tidy(() => void gain.write(tf.reshape(lengths(kernel), gain.shape as number[])));
  }

  /** g · v / ‖v‖. */
  effectiveKernel(kernel: Kernel): tf.Tensor {
    const gain = tf.reshape(this.gainOf(kernel).read(), perOutput(kernel));
    return tf.mul(kernel.variable.read(), tf.div(gain, lengths(kernel)));
  }

  /** With s = dŴ·v:  dg = s / ‖v‖,  dv = g/‖v‖ · (dŴ − v · s/‖v‖²). */
  readonly lowerKernel: KernelLowering = (kernel, raw, plan) => {
    const { kernels, module } = plan;
    const { rows, columns } = matrixSize(kernel);
    const gain = plan.parameter(this.gainOf(kernel));
    const [value, squares, factors] = [raw.size, columns, columns].map((size) =>
      plan.buffer(0, size),
    ) as [PlanBuffer, PlanBuffer, PlanBuffer];
    const at = ({ address }: PlanBuffer) =>
      new Float32Array(module.memory.buffer, address, columns);
    plan.forward([value, squares, factors], () => {
      kernels.sumOfSquaredColumns(rows, columns, raw.value.address, squares.address);
      const [g, square, factor] = [at(gain.value), at(squares), at(factors)];
      for (let j = 0; j < columns; j++) {
        factor[j] = g[j]! / Math.sqrt(Math.max(square[j]!, SMALLEST));
      }
      const { address } = factors;
      kernels.multiplyChannels(1, rows, columns, raw.value.address, address, value.address);
    });
    if (!raw.gradient && !gain.gradient) return { ...raw, value, gradient: undefined };

    const gradient = plan.buffer(0, raw.size);
    const products = plan.buffer(0, raw.size);
    const sums = plan.buffer(0, columns);
    plan.backward([value, gradient, products, sums, squares, factors], () => {
      const { address } = gradient;
      kernels.multiplyArrays(raw.size, address, raw.value.address, products.address);
      kernels.sumOfRows(rows, columns, products.address, sums.address, 0);
      const [sum, square, factor] = [at(sums), at(squares), at(factors)];
      if (gain.gradient) {
        const dg = at(gain.gradient);
        for (let j = 0; j < columns; j++) {
          dg[j] = sum[j]! / Math.sqrt(Math.max(square[j]!, SMALLEST));
        }
      }
      if (!raw.gradient) return;
      const to = raw.gradient.address;
      for (let j = 0; j < columns; j++) {
        sum[j] = square[j]! > SMALLEST ? (-factor[j]! * sum[j]!) / square[j]! : 0;
      }
      kernels.multiplyChannels(1, rows, columns, address, factors.address, to);
      kernels.addScaledColumns(rows, columns, raw.value.address, sums.address, to);
    });
    return { ...raw, value, gradient };
  };
}

/** ‖v‖ of each output, with the axes of the kernel. */
function lengths(kernel: Kernel): tf.Tensor {
  const squares = tf.sum(tf.square(kernel.variable.read()), vectorAxes(kernel), true);
  return tf.sqrt(tf.maximum(squares, SMALLEST));
}

/**
 * Wraps a layer so that it learns the direction and the length of each of its weight vectors apart:
 *
 *     Ŵ = g · v / ‖v‖      one g for each output; ‖v‖ over all weights that lead to it
 *
 * v is the layer's own kernel (the first of the weights), g starts as ‖v‖, so that the layer begins as it would without;
 * {@link lsuv} sets g by the data, so that outputs begin with variance 1, as in the paper. Regularizers, constraints and decay of
 * the kernel act on v, whose length has no influence on outputs. ‖v‖ is that of each output, also of a depthwise kernel and
 * of conv2dTranspose, where TensorFlow Addons and PyTorch take the last or first axis whatever it means.
 *
 * Both engines compute it, the fused one where the layer inside has a lowering. {@link removeReparametrization} makes
 * plain layers of it.
 *
 * @throws TypeError or RangeError if an option is unknown, or the layer has no kernel or is in a model already
 *
 * @example
 * ```ts
 * import { weightNormalization } from '@occam/normalization';
 * import * as tf from '@tensorflow/tfjs';
 *
 * const model = tf.sequential({
 *   layers: [
 *     weightNormalization({ layer: tf.layers.dense({ units: 16, activation: 'relu' }), inputShape: [4] }),
 *     tf.layers.dense({ units: 3, activation: 'softmax' }),
 *   ],
 * });
 * ```
 *
 * Salimans and Kingma: Weight normalization, a simple reparameterization to accelerate training of deep neural networks, 2016.
 */
export function weightNormalization(options: WeightNormalizationOptions): tf.layers.Layer {
  return new WeightNormalization(options);
}
