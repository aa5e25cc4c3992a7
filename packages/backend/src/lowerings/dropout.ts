import type * as tf from '@tensorflow/tfjs';
import { LoweringError, type LayerLowering } from '../plan/lowering.js';
import type { Activation, Plan, PlanStep } from '../plan/plan.js';
import type { PlanBuffer } from '../plan/planBuffer.js';
import { RANDOM_BLOCK, type RandomStream } from '../plan/randomStream.js';

interface NoiseLayer extends tf.layers.Layer {
  readonly rate: number;
  readonly stddev: number;
  readonly noiseShape?: number[] | null;
}

/** Dropout: in training x · [u ≥ rate] / (1 − rate), u uniform; else x. */
export const lowerDropout: LayerLowering = (layer, plan, [x]) => {
  const { rate, noiseShape } = layer as NoiseLayer;
  if (!plan.training || !(rate > 0 && rate < 1)) return x!;
  refuseNoiseShape(layer, noiseShape);
  return multiplyByNoise(plan, x!, (stream, mask) => (batch) => {
    stream.mask(batch, batch.rows * x!.width, mask.address, rate, 1 / (1 - rate));
  })(layer);
};

/** SpatialDropout1D: as Dropout, with one u for each row and channel. */
export const lowerSpatialDropout1D: LayerLowering = (layer, plan, [x]) => {
  const { rate } = layer as NoiseLayer;
  if (!plan.training || !(rate > 0 && rate < 1)) return x!;
  const { kernels } = plan;
  const [steps, channels] = x!.shape as [number, number];
  const stream = plan.stream(layer);
  const mask = plan.buffer(channels, RANDOM_BLOCK);
  const y = plan.activation(x!.shape, x!.gradient !== undefined);
  plan.forward([x!.value, y.value, mask], (batch) => {
    const { rows } = batch;
    stream.mask(batch, rows * channels, mask.address, rate, 1 / (1 - rate));
    kernels.multiplyChannels(
      rows,
      steps,
      channels,
      x!.value.address,
      mask.address,
      y.value.address,
    );
  });
  const { gradient } = x!;
  if (gradient) {
    plan.backward([y.gradient, mask, gradient], ({ rows }) =>
      kernels.multiplyChannels(
        rows,
        steps,
        channels,
        y.gradient!.address,
        mask.address,
        gradient.address,
      ),
    );
  }
  return y;
};

/** GaussianDropout: in training x · (1 + √(rate / (1 − rate)) · z), z standard normal; else x. */
export const lowerGaussianDropout: LayerLowering = (layer, plan, [x]) => {
  const { rate } = layer as NoiseLayer;
  if (!plan.training || !(rate > 0 && rate < 1)) return x!;
  const deviation = Math.sqrt(rate / (1 - rate));
  return multiplyByNoise(plan, x!, (stream, factors) => (batch) => {
    const n = batch.rows * x!.width;
    const { address } = factors;
    stream.normal(batch, n, address);
    plan.kernels.combine(n, address, deviation, 1, 0, 0, address);
  })(layer);
};

/** GaussianNoise: in training x + stddev · z, z standard normal; else x. */
export const lowerGaussianNoise: LayerLowering = (layer, plan, [x]) => {
  const { stddev } = layer as NoiseLayer;
  if (!plan.training) return x!;
  const { width, value } = x!;
  const stream = plan.stream(layer);
  // The gradient passes unchanged: only the values are other than the input's.
  const noisy = plan.buffer(width, RANDOM_BLOCK);
  plan.forward([value, noisy], (batch) => {
    const n = batch.rows * width;
    stream.normal(batch, n, noisy.address);
    plan.kernels.combine(n, value.address, 1, 0, noisy.address, stddev, noisy.address);
  });
  return { ...x!, value: noisy };
};

/** −λ·α of selu: what AlphaDropout puts in place of a dropped value. */
const ALPHA = -1.7580993408473766;

/** AlphaDropout: in training a · (x·k + α′·(1 − k)) + b with k = [u ≥ rate], which keeps mean and variance; else x. */
export const lowerAlphaDropout: LayerLowering = (layer, plan, [x]) => {
  const { rate, noiseShape } = layer as NoiseLayer;
  if (!plan.training || !(rate > 0 && rate < 1)) return x!;
  refuseNoiseShape(layer, noiseShape);
  const { kernels } = plan;
  const { width, gradient } = x!;
  const a = ((1 - rate) * (1 + rate * ALPHA ** 2)) ** -0.5;
  const b = -a * ALPHA * rate;
  const stream = plan.stream(layer);
  const kept = plan.buffer(width, RANDOM_BLOCK);
  const y = plan.activation(x!.shape, gradient !== undefined);
  plan.forward([x!.value, y.value, kept], (batch) => {
    const n = batch.rows * width;
    stream.mask(batch, n, kept.address, rate, a);
    // a·k·x + (a·α′ + b − α′·a·k)
    kernels.multiplyArrays(n, x!.value.address, kept.address, y.value.address);
    kernels.combine(n, y.value.address, 1, a * ALPHA + b, kept.address, -ALPHA, y.value.address);
  });
  if (gradient) {
    plan.backward([y.gradient, kept, gradient], ({ rows }) =>
      kernels.multiplyArrays(rows * width, y.gradient!.address, kept.address, gradient.address),
    );
  }
  return y;
};

function multiplyByNoise(
  plan: Plan,
  x: Activation,
  draw: (stream: RandomStream, factors: PlanBuffer) => PlanStep,
): (layer: tf.layers.Layer) => Activation {
  return (layer) => {
    const { kernels } = plan;
    const { width, gradient } = x;
    const factors = plan.buffer(width, RANDOM_BLOCK);
    const fill = draw(plan.stream(layer), factors);
    const y = plan.activation(x.shape, gradient !== undefined);
    plan.forward([x.value, y.value, factors], (batch) => {
      fill(batch);
      const n = batch.rows * width;
      kernels.multiplyArrays(n, x.value.address, factors.address, y.value.address);
    });
    if (gradient) {
      plan.backward([y.gradient, factors, gradient], ({ rows }) =>
        kernels.multiplyArrays(
          rows * width,
          y.gradient!.address,
          factors.address,
          gradient.address,
        ),
      );
    }
    return y;
  };
}

function refuseNoiseShape(layer: tf.layers.Layer, shape: number[] | null | undefined): void {
  if (shape !== undefined && shape !== null) {
    throw new LoweringError(`the layer '${layer.name}' has a noiseShape`);
  }
}
