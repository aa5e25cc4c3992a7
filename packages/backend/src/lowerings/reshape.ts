import type { LayerLowering } from '../plan/lowering.js';

/** InputLayer: what comes in. */
export const lowerInputLayer: LayerLowering = (_layer, _plan, [x]) => x!;

/** Flatten: the same memory, one axis. */
export const lowerFlatten: LayerLowering = (_layer, _plan, [x]) => ({ ...x!, shape: [x!.width] });

/** Reshape: the same memory under another shape. */
export const lowerReshape: LayerLowering = (layer, _plan, [x]) => {
  const output = layer.computeOutputShape([null, ...x!.shape]) as number[];
  return { ...x!, shape: output.slice(1) };
};
