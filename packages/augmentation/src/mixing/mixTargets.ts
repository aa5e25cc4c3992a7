import { rowSize, type NdArray } from '@occam/core';
import { oneHot } from '../classes.js';

/**
 * Mixes targets by shares, share · own + (1 − share) · other: class indices become soft targets first, numbers are mixed as they
 * are.
 *
 * @param own the targets of n rows: class indices [n], soft targets [n, classes], or numbers [n] or [n, outputs]
 * @param other those of their partners
 * @param shares what stays of each row, 0 … 1
 * @param classCount how many classes there are; 0 for numbers
 * @returns [n, classes] for classes, else the shape of `own`; undefined without targets
 * @throws RangeError if a class index is not below the number of classes
 */
export function mixTargets(
  own: NdArray | undefined,
  other: NdArray | undefined,
  shares: readonly number[],
  classCount: number,
): NdArray | undefined {
  if (!own || !other) return own;
  const mine = softTargets(own, classCount);
  const theirs = softTargets(other, classCount);
  const data = Float32Array.from(mine.data);
  const width = rowSize(mine);
  shares.forEach((share, row) => {
    if (share === 1) return;
    for (let i = row * width; i < (row + 1) * width; i++) {
      data[i] = share * mine.data[i]! + (1 - share) * theirs.data[i]!;
    }
  });
  return { data, shape: mine.shape };
}

/** Writes class indices one-hot; other targets stay. */
function softTargets(y: NdArray, classCount: number): NdArray {
  if (classCount === 0 || y.shape.length !== 1) return y;
  for (const label of y.data) {
    if (Number.isInteger(label) && label >= 0 && label < classCount) continue;
    throw new RangeError(
      `targets to be mixed must be class indices below classCount, ${classCount}, but one of them is ${label}`,
    );
  }
  return oneHot(y, classCount);
}
