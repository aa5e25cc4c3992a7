import { describe } from '@occam/core';
import type * as tf from '@tensorflow/tfjs';

/** The shape of a mask: null for the size of the input, 1 where all along an axis share one number. */
export type NoiseShape = readonly (number | null)[];

/**
 * Checks a shape of a mask.
 *
 * @throws TypeError if it is no list, RangeError if an entry is neither a whole number from 1 nor null
 */
export function checkNoiseShape(shape: unknown): NoiseShape | undefined {
  if (shape === undefined || shape === null) return undefined;
  const expected =
    'noiseShape must be a list of whole numbers from 1, or null for the size of the input';
  if (!Array.isArray(shape)) throw new TypeError(`${expected}, not ${describe(shape)}`);
  if (!shape.every((n) => n === null || (Number.isSafeInteger(n) && n >= 1))) {
    throw new RangeError(`${expected}, not [${shape.map((n) => describe(n)).join(', ')}]`);
  }
  return shape.slice() as (number | null)[];
}

/**
 * Fills in the sizes of an input.
 *
 * @throws RangeError if a mask of the shape does not fit the input
 */
export function maskShape(x: tf.Tensor, shape: NoiseShape | undefined, layer: string): number[] {
  if (!shape) return x.shape;
  const filled = shape.map((n, axis) => n ?? x.shape[axis]!);
  if (filled.length !== x.rank || filled.some((n, axis) => n !== 1 && n !== x.shape[axis])) {
    throw new RangeError(
      `the noiseShape [${shape.map(String).join(', ')}] of the layer '${layer}' must have an entry for each axis of its input, ` +
        `[${x.shape.join(', ')}]: null, 1 or its size`,
    );
  }
  return filled;
}
