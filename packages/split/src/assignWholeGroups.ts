import type { Rng } from '@occam/core';
import { createAssignment, type Assignment } from './assignment.js';
import { chooseGroups } from './chooseGroups.js';
import { encodeGroups } from './classes.js';

/**
 * Assigns whole groups to the sides at random, the last side first ({@link chooseGroups}); what no
 * other side took is on side 0.
 *
 * @param sizes the rows wanted on each side
 * @throws TypeError if a group is neither number nor string; RangeError if one is NaN or there are
 * fewer groups than sides
 */
export function assignWholeGroups(
  sizes: readonly number[],
  groups: ArrayLike<string | number>,
  rng: Rng,
): Assignment {
  const { codes, values, counts } = encodeGroups(groups);
  if (values.length < sizes.length) {
    throw new RangeError(
      `groups holds ${values.length} distinct groups for ${sizes.length} sides: each side needs one`,
    );
  }
  const sideOf = new Uint8Array(values.length);
  let free = Uint32Array.from(values.keys());
  for (let side = sizes.length - 1; side > 0; side--) {
    const chosen = chooseGroups(free, counts, sizes[side]!, side, rng);
    for (const group of chosen) sideOf[group] = side;
    free = free.filter((group) => !chosen.has(group));
  }
  const assignment = createAssignment(codes.length, sizes.length);
  for (let row = 0; row < codes.length; row++) assignment[row] = sideOf[codes[row]!]!;
  return assignment;
}
