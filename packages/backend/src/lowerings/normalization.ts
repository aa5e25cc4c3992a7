import type * as tf from '@tensorflow/tfjs';
import { LoweringError, type LayerLowering } from '../plan/lowering.js';
import type { Activation, Plan } from '../plan/plan.js';
import type { PlanBuffer } from '../plan/planBuffer.js';

interface NormalizationLayer extends tf.layers.Layer {
  readonly axis: number | number[];
  readonly epsilon: number;
  readonly momentum: number;
  readonly gamma?: tf.LayerVariable | null;
  readonly beta?: tf.LayerVariable | null;
  readonly movingMean: tf.LayerVariable;
  readonly movingVariance: tf.LayerVariable;
}

/** The address of a buffer, 0 if there is none. */
const at = (buffer: PlanBuffer | undefined) => (buffer ? buffer.address : 0);

/**
 * BatchNormalization over the last axis: in training by the batch's mean and variance, which also move the running ones;
 * else by the running ones.
 */
export const lowerBatchNormalization: LayerLowering = (layer, plan, inputs) => {
  if (!plan.training) return lowerRunningNormalization(layer, plan, inputs);
  const [x] = inputs;
  checkLastAxis(layer, x!);
  const normalization = layer as NormalizationLayer;
  const { gamma, beta, epsilon, movingMean, movingVariance } = normalization;
  const { kernels } = plan;
  const channels = x!.shape.at(-1)!;
  const repeat = x!.width / channels;
  const scale = gamma ? plan.parameter(gamma) : undefined;
  const shift = beta ? plan.parameter(beta) : undefined;
  const runningMean = plan.parameter(movingMean).value;
  const runningVariance = plan.parameter(movingVariance).value;
  const y = plan.activation(
    x!.shape,
    [x!.gradient, scale?.gradient, shift?.gradient].some(Boolean),
  );
  const [mean, variance, inverse] = [0, 1, 2].map(() => plan.buffer(0, channels)) as [
    PlanBuffer,
    PlanBuffer,
    PlanBuffer,
  ];
  const normalized = plan.buffer(x!.width);
  plan.forward([x!.value, y.value, mean, variance, inverse, normalized], ({ rows }) => {
    kernels.batchNormForward(
      rows * repeat,
      channels,
      x!.value.address,
      at(scale?.value),
      at(shift?.value),
      epsilon,
      mean.address,
      variance.address,
      inverse.address,
      normalized.address,
      y.value.address,
    );
    // Read in each batch: whoever trains may hold the running statistics still, or compute them anew.
    const share = 1 - normalization.momentum;
    kernels.movingAverage(channels, runningMean.address, mean.address, share);
    kernels.movingAverage(channels, runningVariance.address, variance.address, share);
  });
  differentiate(
    plan,
    x!,
    y,
    normalized,
    inverse,
    channels,
    scale,
    shift,
    kernels.batchNormBackward,
  );
  return y;
};

/**
 * Batch normalization by the running mean and variance alone: at inference, and of a layer that is frozen in training, whose
 * own parameters are then not trained.
 */
export const lowerRunningNormalization: LayerLowering = (layer, plan, [x]) => {
  checkLastAxis(layer, x!);
  const { gamma, beta, epsilon, movingMean, movingVariance } = layer as NormalizationLayer;
  const { kernels } = plan;
  const channels = x!.shape.at(-1)!;
  const repeat = x!.width / channels;
  const scale = gamma ? plan.parameter(gamma).value : undefined;
  const shift = beta ? plan.parameter(beta).value : undefined;
  const runningMean = plan.parameter(movingMean).value;
  const runningVariance = plan.parameter(movingVariance).value;
  const y = plan.activation(x!.shape, x!.gradient !== undefined);
  plan.forward([x!.value, y.value], ({ rows }) =>
    kernels.batchNormInference(
      rows * repeat,
      channels,
      x!.value.address,
      at(scale),
      at(shift),
      epsilon,
      runningMean.address,
      runningVariance.address,
      y.value.address,
    ),
  );
  const dy = y.gradient;
  const dx = x!.gradient;
  if (!dy || !dx) return y;
  plan.backward([dy, dx], ({ rows }) =>
    kernels.batchNormInference(
      rows * repeat,
      channels,
      dy.address,
      at(scale),
      0,
      epsilon,
      0,
      runningVariance.address,
      dx.address,
    ),
  );
  return y;
};

function checkLastAxis(layer: tf.layers.Layer, x: Activation): void {
  const { axis, name } = layer as NormalizationLayer;
  if (axis !== -1 && axis !== x.shape.length) {
    throw new LoweringError(
      `the layer '${name}' normalizes the axis ${String(axis)}, not the last`,
    );
  }
}

/** LayerNormalization over the last axis, or over all axes of a row. */
export const lowerLayerNormalization = /* @__PURE__ */ lowerRows(0);

/** As {@link lowerLayerNormalization}, by the root mean square: without a mean. */
export const lowerRmsNormalization = /* @__PURE__ */ lowerRows(1);

/** As {@link lowerLayerNormalization}, to the Euclidean length 1; `epsilon` is the smallest length divided by. */
export const lowerUnitNormalization = /* @__PURE__ */ lowerRows(2);

/** The normalization of the last axes of each row, of a kind of the kernel's. */
function lowerRows(kind: number): LayerLowering {
  return (layer, plan, [x]) => {
    const { axis, gamma, beta, epsilon } = layer as NormalizationLayer;
    const rank = x!.shape.length;
    const axes = (Array.isArray(axis) ? axis : [axis]).map((one) =>
      one < 0 ? one + rank + 1 : one,
    );
    const trailing = axes
      .toSorted((a, b) => a - b)
      .every((one, i) => one === rank - axes.length + 1 + i);
    if (!trailing) {
      throw new LoweringError(
        `the layer '${layer.name}' normalizes the axes ${axes.join(', ')}, not the last ones`,
      );
    }
    const { kernels } = plan;
    const width = x!.shape.slice(rank - axes.length).reduce((product, n) => product * n, 1);
    const repeat = x!.width / width;
    const scale = gamma ? plan.parameter(gamma) : undefined;
    const shift = beta ? plan.parameter(beta) : undefined;
    const trained = [x!.gradient, scale?.gradient, shift?.gradient].some(Boolean);
    const y = plan.activation(x!.shape, trained);
    const inverse = plan.buffer(repeat);
    const normalized = plan.training && trained ? plan.buffer(x!.width) : undefined;
    plan.forward([x!.value, y.value, inverse, normalized], ({ rows }) =>
      kernels.layerNormForward(
        kind,
        rows * repeat,
        width,
        x!.value.address,
        at(scale?.value),
        at(shift?.value),
        epsilon,
        inverse.address,
        at(normalized),
        y.value.address,
      ),
    );
    if (normalized) {
      const backward: Plan['kernels']['batchNormBackward'] = (...call) =>
        kernels.layerNormBackward(kind, ...call);
      differentiate(plan, x!, y, normalized, inverse, width, scale, shift, backward);
    }
    return y;
  };
}

function differentiate(
  plan: Plan,
  x: Activation,
  y: Activation,
  normalized: PlanBuffer,
  inverse: PlanBuffer,
  width: number,
  scale: ReturnType<Plan['parameter']> | undefined,
  shift: ReturnType<Plan['parameter']> | undefined,
  backward: Plan['kernels']['batchNormBackward'],
): void {
  const dy = y.gradient;
  if (!dy) return;
  const repeat = x.width / width;
  const dx = x.gradient;
  const unused = [plan.buffer(0, width), plan.buffer(0, width)] as const;
  const dGamma = scale?.gradient ?? unused[0];
  const dBeta = shift?.gradient ?? unused[1];
  plan.backward([normalized, inverse, dy, dx, dGamma, dBeta], ({ rows }) =>
    backward(
      rows * repeat,
      width,
      normalized.address,
      at(scale?.value),
      inverse.address,
      dy.address,
      dGamma.address,
      dBeta.address,
      at(dx),
    ),
  );
}
