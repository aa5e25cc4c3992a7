import type { BoxTree } from './boxTree.js';
import type { Pacer } from './pacer.js';

/**
 * Visits all pairs of points, one of each tree, within a radius; of one tree with itself, each pair of
 * two points once. Every leaf of `a` goes down `b` and turns back at boxes farther away than the radius;
 * at a leaf of `b`, each point is held against the box first and then against the points in it.
 *
 * @param a a tree of points with at least 4 coordinates; so is b
 * @param visit gets the numbers of the points; it may be called for pairs that are no nearer than the
 *   radius by rounding, so it verifies
 */
export async function joinTrees(
  a: BoxTree,
  b: BoxTree,
  radius: number,
  visit: (pointA: number, pointB: number) => void,
  pacer: Pacer,
): Promise<void> {
  const isSelf = a === b;
  const limit = radius * radius * (1 + 2 ** -40);
  const stack: number[] = [];
  for (const [done, leaf] of a.leaves.entries()) {
    stack.push(0);
    while (stack.length > 0) {
      const node = stack.pop()!;
      if (isSelf && b.ends[node]! <= a.starts[leaf]!) continue;
      if (boxGap(a, leaf, b, node, limit) > limit) continue;
      const child = b.children[node]!;
      if (child > 0) {
        stack.push(child, child + 1);
        continue;
      }
      joinLeaves(a, leaf, b, node, limit, visit);
      if (pacer.isDue()) await pacer.pause(progress(done / a.leaves.length, isSelf));
    }
  }
}

/** Of a tree with itself, each leaf has fewer to meet than the one before. */
function progress(share: number, isSelf: boolean): number {
  return isSelf ? share * (2 - share) : share;
}

/** The square of the distance of two boxes. */
function boxGap(a: BoxTree, nodeA: number, b: BoxTree, nodeB: number, limit: number): number {
  const { width, lows: lowsA, highs: highsA } = a;
  const { lows: lowsB, highs: highsB } = b;
  let p = nodeA * width;
  let q = nodeB * width;
  let sum = 0;
  for (const end = p + width; p < end; p++, q++) {
    const left = lowsB[q]! - highsA[p]!;
    const right = lowsA[p]! - highsB[q]!;
    const gap = left > right ? left : right;
    if (gap > 0) sum += gap * gap;
    if (sum > limit) break;
  }
  return sum;
}

function joinLeaves(
  a: BoxTree,
  leafA: number,
  b: BoxTree,
  leafB: number,
  limit: number,
  visit: (pointA: number, pointB: number) => void,
): void {
  const { width, points: pointsA, order: orderA } = a;
  const { points: pointsB, order: orderB, lows, highs } = b;
  const first = b.starts[leafB]!;
  const end = b.ends[leafB]!;
  const endA = a.ends[leafA]!;
  const box = leafB * width;
  const isSame = a === b && leafA === leafB;
  for (let placeA = a.starts[leafA]!; placeA < endA; placeA++) {
    const p = placeA * width;
    if (!isSame) {
      let sum = 0;
      for (let axis = width - 1; axis >= 0; axis--) {
        const value = pointsA[p + axis]!;
        const below = lows[box + axis]! - value;
        const above = value - highs[box + axis]!;
        const gap = below > above ? below : above;
        if (gap > 0) {
          sum += gap * gap;
          if (sum > limit) break;
        }
      }
      if (sum > limit) continue;
    }
    const p0 = pointsA[p]!;
    const p1 = pointsA[p + 1]!;
    const p2 = pointsA[p + 2]!;
    const p3 = pointsA[p + 3]!;
    for (let placeB = isSame ? placeA + 1 : first; placeB < end; placeB++) {
      const q = placeB * width;
      const d0 = p0 - pointsB[q]!;
      const d1 = p1 - pointsB[q + 1]!;
      const d2 = p2 - pointsB[q + 2]!;
      const d3 = p3 - pointsB[q + 3]!;
      let sum = d0 * d0 + d1 * d1 + d2 * d2 + d3 * d3;
      if (sum > limit) continue;
      for (let axis = 4; axis < width; axis++) {
        const difference = pointsA[p + axis]! - pointsB[q + axis]!;
        sum += difference * difference;
        if (sum > limit) break;
      }
      if (sum <= limit) visit(orderA[placeA]!, orderB[placeB]!);
    }
  }
}
