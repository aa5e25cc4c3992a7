import { registerLowering } from '@occam/backend';
import * as tf from '@tensorflow/tfjs';
import { lowerMask, MaskConstraint } from './masks/maskConstraint.js';
import { lowerQuantized } from './quantize/lowerQuantized.js';
import { QuantizedLayer } from './quantize/quantizedLayer.js';
import { lowerSparseDense } from './sparse/lowerSparseDense.js';
import { SparseDense } from './sparse/sparseDense.js';

let registered = false;

/** Makes the constraint and the layers of this package known to tfjs' loader and to the fused engine. */
export function registerLayers(): void {
  if (registered) return;
  registered = true;
  for (const one of [MaskConstraint, SparseDense, QuantizedLayer]) {
    tf.serialization.registerClass(
      one as unknown as tf.serialization.SerializableConstructor<tf.serialization.Serializable>,
    );
  }
  registerLowering('constraint', MaskConstraint.className, lowerMask);
  registerLowering('layer', SparseDense.className, lowerSparseDense);
  registerLowering('layer', QuantizedLayer.className, lowerQuantized);
}
