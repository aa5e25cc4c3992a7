import { LoweringError, loweringOf, type LayerLowering } from '@occam/backend';
import { notTrained } from '../network/packedLayer.js';
import type { QuantizedLayer } from './quantizedLayer.js';

/** QuantizedLayer: the layer inside, with its kernel unpacked, in inference plans. */
export const lowerQuantized: LayerLowering = (layer, plan, inputs) => {
  const quantized = layer as QuantizedLayer;
  if (plan.training) throw new LoweringError(notTrained(quantized, 'quantize'));
  const { inner } = quantized;
  const className = inner.getClassName();
  const lowering = loweringOf('layer', className);
  if (!lowering) {
    throw new LoweringError(
      `the layer '${layer.name}' is a quantized ${className}, which has no lowering`,
    );
  }
  return lowering(inner, plan, inputs);
};
