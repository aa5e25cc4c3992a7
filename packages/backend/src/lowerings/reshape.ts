import type * as tf from '@tensorflow/tfjs';
import { LoweringError, type LayerLowering } from '../plan/lowering.js';
import { sizeOf } from '../plan/sizeOf.js';

/** InputLayer: what comes in. */
export const lowerInputLayer: LayerLowering = (_layer, _plan, [x]) => x!;

/** Flatten: the same memory, one axis. */
export const lowerFlatten: LayerLowering = (_layer, _plan, [x]) => ({ ...x!, shape: [x!.width] });

/** Reshape: the same memory under another shape; one axis may be left open. */
export const lowerReshape: LayerLowering = (layer, _plan, [x]) => {
  const { targetShape } = layer as tf.layers.Layer & { targetShape: (number | null)[] };
  const known = targetShape.map((size) => size ?? -1);
  const rest = x!.width / sizeOf(known.filter((size) => size !== -1));
  const shape = known.map((size) => (size === -1 ? rest : size));
  if (sizeOf(shape) !== x!.width || !shape.every(Number.isInteger)) {
    throw new LoweringError(
      `the layer '${layer.name}' cannot make [${targetShape.join(', ')}] of ${x!.width} numbers`,
    );
  }
  return { ...x!, shape };
};
