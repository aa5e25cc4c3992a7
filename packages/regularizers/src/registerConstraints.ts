import { registerLowering, type ConstraintLowering } from '@occam/backend';
import * as tf from '@tensorflow/tfjs';
import type { Projection } from './projection.js';
import { Sparsity } from './sparsity.js';
import { SpectralBound } from './spectralBound.js';

type ConstraintClass = tf.serialization.SerializableConstructor<Projection>;

/** Our constraints; those of tfjs are known already. */
const CONSTRAINTS = [SpectralBound, Sparsity] as unknown as ConstraintClass[];

let registered = false;

/** Makes the constraints known to tfjs' loader and to the fused engine. */
export function registerConstraints(): void {
  if (registered) return;
  registered = true;
  for (const constraintClass of CONSTRAINTS) {
    tf.serialization.registerClass(constraintClass);
    const lowering: ConstraintLowering = (config, parameter, plan) =>
      new constraintClass(config).lower(parameter, plan);
    registerLowering('constraint', constraintClass.className, lowering);
  }
}
