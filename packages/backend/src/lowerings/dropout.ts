import type * as tf from '@tensorflow/tfjs';
import { LoweringError, type LayerLowering } from '../plan/lowering.js';
import type { Activation, Plan, PlanStep } from '../plan/plan.js';
import type { PlanBuffer } from '../plan/planBuffer.js';
import { RANDOM_BLOCK, type RandomStream } from '../plan/randomStream.js';

interface NoiseLayer extends tf.layers.Layer {
  readonly rate: number;
  readonly stddev: number;
  readonly noiseShape?: (number | null)[] | null;
}

/** Dropout: in training x · [u ≥ rate] / (1 − rate), u uniform; else x. */
export const lowerDropout: LayerLowering = (layer, plan, [x]) => {
  const { rate, noiseShape } = layer as NoiseLayer;
  return lowerMask(layer, plan, x!, rate, noiseShape);
};

/** SpatialDropout1D: as Dropout, with one u for each row and channel. */
export const lowerSpatialDropout1D: LayerLowering = (layer, plan, [x]) =>
  lowerMask(layer, plan, x!, (layer as NoiseLayer).rate, [null, 1, null]);

/**
 * Adds the steps of a Bernoulli mask: in training x · [u ≥ rate] / (1 − rate), u uniform; else x.
 *
 * @param layer whose random numbers decide
 * @param noiseShape the shape of u with the batch axis, 1 where all along an axis share one u, null for the size of x; such
 *   axes must follow one another. Default: one u for each element
 * @throws LoweringError if the shape is another
 */
export function lowerMask(
  layer: tf.layers.Layer,
  plan: Plan,
  x: Activation,
  rate: number,
  noiseShape?: readonly (number | null)[] | null,
): Activation {
  if (!plan.training || !(rate > 0 && rate < 1)) return x;
  const { kernels } = plan;
  const split = splitAxes(layer, x.shape, noiseShape ?? [null, ...x.shape]);
  const size = ({ before, after }: Axes) => before * after;
  const mask = plan.scratch((rows) => 4 * (size(split(rows)) + RANDOM_BLOCK));
  const stream = plan.stream(layer);
  const y = plan.activation(x.shape, x.gradient !== undefined);

  const multiply = (rows: number, from: PlanBuffer, to: PlanBuffer) => {
    const { before, shared, after } = split(rows);
    if (shared === 1) {
      kernels.multiplyArrays(before * after, from.address, mask.address, to.address);
    } else {
      const addresses = [from.address, mask.address, to.address] as const;
      kernels.multiplyChannels(before, shared, after, ...addresses);
    }
  };
  plan.forward([x.value, y.value, mask], (batch) => {
    stream.mask(batch, size(split(batch.rows)), mask.address, rate, 1 / (1 - rate));
    multiply(batch.rows, x.value, y.value);
  });
  const { gradient } = x;
  if (gradient) {
    plan.backward([y.gradient, mask, gradient], ({ rows }) =>
      multiply(rows, y.gradient!, gradient),
    );
  }
  return y;
}

/** How many elements lie before, along and after the axes that share one random number. */
interface Axes {
  before: number;
  shared: number;
  after: number;
}

function splitAxes(
  layer: tf.layers.Layer,
  shape: readonly number[],
  noiseShape: readonly (number | null)[],
): (rows: number) => Axes {
  const refuse = (): never => {
    throw new LoweringError(
      `the layer '${layer.name}' has a noiseShape, [${noiseShape.map(String).join(', ')}], of which no kernel makes a mask`,
    );
  };
  const [ofBatch] = noiseShape;
  if (noiseShape.length !== shape.length + 1 || (ofBatch !== null && ofBatch !== 1)) refuse();
  const sizes = [1, 1, 1];
  const first = ofBatch === null ? 0 : 1;
  let part = first;
  shape.forEach((n, i) => {
    if (n === 1) return;
    const kept = (noiseShape[i + 1] ?? n) === n;
    if (!kept && noiseShape[i + 1] !== 1) refuse();
    if (kept && part === 1) part = 2;
    if (!kept && part === 2) refuse();
    if (!kept) part = 1;
    sizes[part]! *= n;
  });
  const [before, shared, after] = sizes as [number, number, number];
  return (rows) =>
    first === 0
      ? { before: rows * before, shared, after }
      : { before, shared: rows * shared, after };
}

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

function refuseNoiseShape(layer: tf.layers.Layer, shape: NoiseLayer['noiseShape']): void {
  if (shape !== undefined && shape !== null) {
    throw new LoweringError(`the layer '${layer.name}' has a noiseShape`);
  }
}
