import { Pipeline, type AugmentOptions } from './pipeline.js';
import type { Transform } from './transform.js';

/**
 * Chains transforms into a pipeline. Neighbours that only move pixels (flips, rotations, affine maps, …) and sample alike are done
 * together: their matrices are multiplied and each pixel is interpolated once, which is faster and blurs less than one after the
 * other; what an earlier one moves out of the image, a later one can bring back.
 *
 * A transform can change what a row means: a digit that is mirrored is no digit. Which variants keep the target is the user's choice.
 *
 * @throws TypeError or RangeError if an option is unknown, of another type or out of range
 *
 * @example
 * ```ts
 * import { addGaussianNoise, augment } from '@occam/augmentation';
 *
 * const pipeline = augment([addGaussianNoise({ stddev: 0.1 })], { seed: 1 });
 * const x = { data: new Float32Array([1, 2, 3, 4]), shape: [2, 2] };
 * const varied = pipeline.vary({ x }, Uint32Array.of(1, 0), { epoch: 3 });
 * console.log(varied.x.shape); // [2, 2]
 * ```
 */
export function augment(transforms: readonly Transform[], options: AugmentOptions = {}): Pipeline {
  return new Pipeline(transforms, options);
}
