import { loweringOf, LoweringError, type LayerLowering } from '@occam/backend';
import type { KernelWrapper } from './kernelWrapper.js';

const nothing = (): void => {};

/**
 * A wrapper: each kernel is computed into memory of the plan, the layer inside is lowered with it, and the kernel's gradient
 * goes back to the weights.
 *
 *     forward     Ŵ = f(W, …)       y = layer(x, Ŵ)
 *     backward    dŴ = ∂E/∂Ŵ        dW = dŴ · ∂f/∂W
 */
export const lowerKernelWrapper: LayerLowering = (layer, plan, inputs) => {
  const wrapper = layer as KernelWrapper;
  const { layer: inner, kernels, name, noise, lowerKernel } = wrapper;
  const className = inner.getClassName();
  const lowering = loweringOf('layer', className);
  if (!lowering) {
    throw new LoweringError(`the layer '${name}' wraps a ${className}, which has no lowering`);
  }
  const effective = kernels.map((kernel) => {
    if (!kernel.outputsLast) {
      throw new LoweringError(
        `the layer '${name}' wraps a ${className}, whose outputs are not last`,
      );
    }
    const parameter = lowerKernel.call(wrapper, kernel, plan.parameter(kernel.variable), plan);
    plan.substitute(kernel.variable, parameter);
    return parameter;
  });
  if (noise && plan.training) plan.shareStream(wrapper, inner);
  const output = lowering(inner, plan, inputs);
  // The steps of the layer inside do not name the buffers of parameters: they live from the steps around them.
  plan.forward(
    effective.map(({ value }) => value),
    nothing,
  );
  plan.backward(
    effective.flatMap(({ value, gradient }) => [value, gradient]),
    nothing,
  );
  return output;
};
