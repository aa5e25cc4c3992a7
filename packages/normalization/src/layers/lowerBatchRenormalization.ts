import {
  LoweringError,
  lowerRunningNormalization,
  type LayerLowering,
  type PlanBuffer,
} from '@occam/backend';
import type { BatchRenormalization } from './batchRenormalization.js';

const at = (buffer: PlanBuffer | undefined) => (buffer ? buffer.address : 0);

/**
 * Batch renormalization over the last axis: with r and d it is batch normalization of another gain and offset.
 *
 *     forward     y = x̂·(r·γ) + (d·γ + β)
 *     backward    dβ = Σ dy      dγ = r·Σ dy·x̂ + d·Σ dy      dx as that of batch normalization with the gain r·γ
 */
export const lowerBatchRenormalization: LayerLowering = (layer, plan, inputs) => {
  if (!plan.training || !layer.trainable) return lowerRunningNormalization(layer, plan, inputs);
  const renormalization = layer as BatchRenormalization;
  const { axis, gamma, beta, epsilon, movingMean, movingVariance } = renormalization;
  const x = inputs[0]!;
  if (axis !== -1 && axis !== x.shape.length) {
    throw new LoweringError(`the layer '${layer.name}' normalizes the axis ${axis}, not the last`);
  }
  const { kernels } = plan;
  const channels = x.shape.at(-1)!;
  const repeat = x.width / channels;
  const scale = gamma ? plan.parameter(gamma) : undefined;
  const offset = beta ? plan.parameter(beta) : undefined;
  const runningMean = plan.parameter(movingMean).value;
  const runningVariance = plan.parameter(movingVariance).value;
  const y = plan.activation(x.shape, [x.gradient, scale?.gradient, offset?.gradient].some(Boolean));
  const perChannel = () => plan.buffer(0, channels);
  const [mean, variance, inverse] = [perChannel(), perChannel(), perChannel()];
  const [r, d, factor, shift] = [perChannel(), perChannel(), perChannel(), perChannel()];
  const normalized = plan.buffer(x.width);
  const kept = [inverse, r, d, factor, normalized];

  plan.forward([x.value, y.value, mean, variance, shift, ...kept], ({ rows }) => {
    kernels.batchNormForward(
      rows * repeat,
      channels,
      x.value.address,
      0,
      0,
      epsilon,
      mean.address,
      variance.address,
      inverse.address,
      normalized.address,
      y.value.address,
    );
    const { rMax, dMax, momentum } = renormalization;
    kernels.batchRenormFactors(
      channels,
      at(scale?.value),
      at(offset?.value),
      epsilon,
      mean.address,
      variance.address,
      runningMean.address,
      runningVariance.address,
      rMax,
      dMax,
      r.address,
      d.address,
      factor.address,
      shift.address,
    );
    kernels.scaleColumns(
      rows * repeat,
      channels,
      normalized.address,
      factor.address,
      shift.address,
      y.value.address,
    );
    kernels.movingAverage(channels, runningMean.address, mean.address, 1 - momentum);
    kernels.movingAverage(channels, runningVariance.address, variance.address, 1 - momentum);
  });
  const dy = y.gradient;
  if (!dy) return y;

  const [along, sum] = [perChannel(), offset?.gradient ?? perChannel()];
  plan.backward([dy, x.gradient, along, sum, ...kept], ({ rows }) => {
    kernels.batchNormBackward(
      rows * repeat,
      channels,
      normalized.address,
      factor.address,
      inverse.address,
      dy.address,
      along.address,
      sum.address,
      at(x.gradient),
    );
    if (!scale?.gradient) return;
    kernels.multiplyArrays(channels, along.address, r.address, scale.gradient.address);
    kernels.multiplyArrays(channels, sum.address, d.address, along.address);
    kernels.addArrays(channels, scale.gradient.address, along.address, scale.gradient.address);
  });
  return y;
};
