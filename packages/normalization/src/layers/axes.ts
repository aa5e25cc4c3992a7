import { checkInteger, describe } from '@occam/core';
import type * as tf from '@tensorflow/tfjs';

/**
 * Checks an axis: not that of the batch.
 *
 * @throws TypeError or RangeError if it is no whole number, or 0
 */
export function checkAxis(name: string, axis: unknown): asserts axis is number {
  checkInteger(name, axis);
  if (axis === 0) {
    throw new RangeError(`${name} must not be 0, the rows of the batch: count from 1, or from -1`);
  }
}

/**
 * Checks one axis or a list of them.
 *
 * @throws TypeError or RangeError if it is neither, or an axis is listed twice
 */
export function checkAxes(axis: unknown): asserts axis is number | number[] {
  if (!Array.isArray(axis)) return checkAxis('axis', axis);
  if (axis.length === 0 || new Set(axis).size !== axis.length) {
    throw new RangeError(`axis must be an axis or a list of different axes, not [${axis.join()}]`);
  }
  axis.forEach((one, i) => checkAxis(`axis[${i}]`, one));
}

/**
 * Counts axes from the front, in their order.
 *
 * @param shape of a batch
 * @throws RangeError if the shape has no such axis, or does not say its size
 */
export function resolveAxes(
  layer: tf.layers.Layer,
  axis: number | readonly number[],
  shape: tf.Shape,
): number[] {
  const rank = shape.length;
  const axes = (typeof axis === 'number' ? [axis] : axis).map((one) => {
    const counted = one < 0 ? one + rank : one;
    const what = `the layer '${layer.name}' cannot normalize axis ${one} of inputs of shape [${shape.map(String).join(', ')}]`;
    if (counted < 1 || counted >= rank) {
      throw new RangeError(
        rank < 2
          ? `${what}: they have none besides the rows`
          : `${what}: axis must be from 1 to ${rank - 1}, or from -1 to ${1 - rank}`,
      );
    }
    if (shape[counted] == null) throw new RangeError(`${what}: its size must be given`);
    return counted;
  });
  if (new Set(axes).size !== axes.length) {
    throw new RangeError(`the axes ${describeAxes(axis)} of the layer '${layer.name}' repeat one`);
  }
  return axes.toSorted((a, b) => a - b);
}

function describeAxes(axis: number | readonly number[]): string {
  return typeof axis === 'number' ? describe(axis) : axis.join(', ');
}
