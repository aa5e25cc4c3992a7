import { checkInteger, describe } from '@occam/core';
import type { Transform } from './transform.js';

/**
 * Checks the option `imageShape`.
 *
 * @throws TypeError if it is no list of three lengths, RangeError if one is not whole and positive
 */
export function checkImageShape(imageShape: readonly number[]): void {
  if (!Array.isArray(imageShape) || imageShape.length !== 3) {
    throw new TypeError(
      'imageShape must be [height, width, channels], not ' +
        (Array.isArray(imageShape) ? `[${imageShape.join(', ')}]` : describe(imageShape)),
    );
  }
  imageShape.forEach((length, axis) => checkInteger(`imageShape[${axis}]`, length, { min: 1 }));
}

/**
 * The shape of n rows as images.
 *
 * @param shape the shape of the rows as they are given
 * @throws RangeError if a row has another number of values than an image
 */
export function asImages(
  shape: readonly number[],
  imageShape: readonly number[] | undefined,
): readonly number[] {
  if (!imageShape) return shape;
  const [n = 0, ...rest] = shape;
  const size = rest.reduce((product, length) => product * length, 1);
  const wanted = imageShape.reduce((product, length) => product * length, 1);
  if (size !== wanted) {
    throw new RangeError(
      `imageShape [${imageShape.join(', ')}] has ${wanted} numbers, but a row of the data has ${size}`,
    );
  }
  return [n, ...imageShape];
}

/**
 * Checks that a transform can work on rows of a shape.
 *
 * @throws RangeError saying how to make images of them
 */
export function checkFits({ className, on }: Transform, rowShape: readonly number[]): void {
  if (on !== 'image' || rowShape.length === 3) return;
  throw new RangeError(
    `${className} works on images [n, height, width, channels], but the rows have the shape [n, ${rowShape.join(', ')}]: ` +
      (rowShape.length === 2
        ? `give images an axis of channels, as [n, ${rowShape.join(', ')}, 1]`
        : 'say what a row is, as augment(…, { imageShape: [28, 28, 1] })'),
  );
}
