import * as tf from '@tensorflow/tfjs';
import { registerLowering, type LayerLowering } from './plan/lowering.js';

/**
 * Makes a class of layers known: to tfjs when it loads a model, and to the fused engine.
 *
 * @param layer its `className` is the name in saved models
 */
export function registerLayer(
  // Each layer takes options of its own.
  layer: { readonly className: string },
  lowering: LayerLowering,
): void {
  tf.serialization.registerClass(
    layer as unknown as Parameters<typeof tf.serialization.registerClass>[0],
  );
  registerLowering('layer', layer.className, lowering);
}
