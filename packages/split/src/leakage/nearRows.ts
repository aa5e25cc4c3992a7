import { rowSize, type NdArray } from '@occam/core';
import { boxTree } from './boxTree.js';
import { joinTrees } from './joinTrees.js';
import type { Pacer } from './pacer.js';
import { principalAxes } from './principalAxes.js';
import { projectRows } from './projectRows.js';
import { rowDistance } from './rowDistance.js';

/** What is done with the pairs that {@link nearRows} comes across. */
export interface PairVisitor {
  /** Gets the positions in `left` and in `right` of two rows within the distance, and their distance. */
  readonly visit: (left: number, right: number, distance: number) => void;
  /** Says that a pair is of no interest, before its distance is computed. Default none is. */
  readonly skip?: ((left: number, right: number) => boolean) | undefined;
}

/**
 * Finds all pairs of rows within a distance, one of each list; or of one list, if `right` is the same
 * array, each pair of two rows once. No pair is missed and none is wrong:
 *
 *     project all rows onto 16 directions of great spread and the length of the rest
 *     sort the points into boxes; rows within r have points within r (see projectRows)
 *     for each leaf of the left boxes: for each leaf of the right ones within r + rounding:
 *       for each pair of their points within r + rounding: compute the rows' own distance; keep it if ≤ r
 *
 * The time depends on how well the directions tell rows apart: near n log n if few points are within r
 * of each other, and n² at worst.
 */
export async function nearRows(
  x: NdArray,
  left: Uint32Array,
  right: Uint32Array,
  distance: number,
  { visit, skip }: PairVisitor,
  pacer: Pacer,
): Promise<void> {
  const { data } = x;
  const size = rowSize(x);
  const rows = left === right ? left : concatenate(left, right);
  const axes = principalAxes(data, size, rows);
  const projection = await projectRows(data, size, rows, axes, pacer.part(0, 0.2));
  const { points, width, tolerance } = projection;
  const leftTree = boxTree(points.subarray(0, left.length * width), width);
  const rightTree =
    left === right ? leftTree : boxTree(points.subarray(left.length * width), width);
  await joinTrees(
    leftTree,
    rightTree,
    distance + tolerance,
    (a, b) => {
      if (skip?.(a, b)) return;
      const exact = rowDistance(data, left[a]! * size, right[b]! * size, size, distance);
      if (exact <= distance) visit(a, b, exact);
    },
    pacer.part(0.2, 1),
  );
}

function concatenate(left: Uint32Array, right: Uint32Array): Uint32Array {
  const both = new Uint32Array(left.length + right.length);
  both.set(left);
  both.set(right, left.length);
  return both;
}
