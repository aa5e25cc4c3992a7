import type { Rng } from '@occam/core';
import { createAssignment, type Assignment } from './assignment.js';

/**
 * Assigns rows to sides of given sizes, every such assignment being equally likely. All rows start on
 * the largest side; each other side draws rows until it has enough that were still there. For two
 * sides that takes at most 0.7 n draws on average, where a shuffle takes n.
 *
 * @param sizes the rows of each side; their sum is n
 */
export function drawSides(sizes: readonly number[], rng: Rng): Assignment {
  const n = sizes.reduce((sum, size) => sum + size, 0);
  const largest = sizes.indexOf(Math.max(...sizes));
  const assignment = createAssignment(n, sizes.length).fill(largest);
  for (const [side, size] of sizes.entries()) {
    if (side === largest) continue;
    for (let drawn = 0; drawn < size;) {
      const row = rng.int(n);
      if (assignment[row] !== largest) continue;
      assignment[row] = side;
      drawn++;
    }
  }
  return assignment;
}
