import { LoweringError, type LayerLowering, type PlanBuffer } from '@occam/backend';
import type { GroupedNormalization } from './groupedNormalization.js';

const at = (buffer: PlanBuffer | undefined) => (buffer ? buffer.address : 0);

/** Group and instance normalization of channels on the last axis. */
export const lowerGroupedNormalization: LayerLowering = (layer, plan, inputs) => {
  const x = inputs[0]!;
  const normalization = layer as GroupedNormalization;
  const { axis, gamma, beta, epsilon, name } = normalization;
  if (axis !== -1 && axis !== x.shape.length) {
    throw new LoweringError(
      `the layer '${name}' has its channels on the axis ${axis}, not the last`,
    );
  }
  const { kernels } = plan;
  const channels = x.shape.at(-1)!;
  const size = normalization.groupSize(channels);
  const steps = x.width / channels;
  const scale = gamma ? plan.parameter(gamma) : undefined;
  const offset = beta ? plan.parameter(beta) : undefined;
  const y = plan.activation(x.shape, [x.gradient, scale?.gradient, offset?.gradient].some(Boolean));
  const perChannel = () => plan.buffer(0, channels);
  const scratch = plan.buffer(0, 2 * channels);
  const inverse = plan.buffer(channels);
  // Where no gradient is wanted, x̂ is made where y goes.
  const normalized = y.gradient ? plan.buffer(x.width) : y.value;

  plan.forward([x.value, y.value, scratch, inverse, normalized], ({ rows }) =>
    kernels.groupNormForward(
      rows,
      steps,
      channels,
      size,
      x.value.address,
      at(scale?.value),
      at(offset?.value),
      epsilon,
      scratch.address,
      inverse.address,
      normalized.address,
      y.value.address,
    ),
  );
  const dy = y.gradient;
  if (!dy) return y;

  const scratchBack = plan.buffer(0, 2 * channels);
  const dGamma = scale?.gradient ?? perChannel();
  const dBeta = offset?.gradient ?? perChannel();
  plan.backward([normalized, inverse, dy, x.gradient, scratchBack, dGamma, dBeta], ({ rows }) =>
    kernels.groupNormBackward(
      rows,
      steps,
      channels,
      size,
      normalized.address,
      at(scale?.value),
      inverse.address,
      dy.address,
      scratchBack.address,
      dGamma.address,
      dBeta.address,
      at(x.gradient),
    ),
  );
  return y;
};
