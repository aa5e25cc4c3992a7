import { registerLowering } from '@occam/backend';
import * as tf from '@tensorflow/tfjs';
import { lowerMask, MaskConstraint } from './masks/maskConstraint.js';
import { lowerSparseDense } from './sparse/lowerSparseDense.js';
import { SparseDense } from './sparse/sparseDense.js';

let registered = false;

/** Makes the constraint and the layers of this package known to tfjs' loader and to the fused engine. */
export function registerLayers(): void {
  if (registered) return;
  registered = true;
  tf.serialization.registerClass(
    MaskConstraint as unknown as tf.serialization.SerializableConstructor<MaskConstraint>,
  );
  registerLowering('constraint', MaskConstraint.className, lowerMask);
  tf.serialization.registerClass(
    SparseDense as unknown as tf.serialization.SerializableConstructor<SparseDense>,
  );
  registerLowering('layer', SparseDense.className, lowerSparseDense);
}
