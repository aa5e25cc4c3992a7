import type { Rng } from '@occam/core';

/**
 * Chooses groups at random for a side so that its rows come near a wanted number: goes through the
 * groups in random order and takes each that brings the side nearer to it. At least one group is
 * taken (the smallest, if each alone is more than twice the wanted number) and at least `leave` are not.
 *
 * @param groups the groups to choose from, more than `leave` of them
 * @param counts the rows of each group
 * @param wanted how many rows the side should have
 * @returns the chosen groups
 */
export function chooseGroups(
  groups: Uint32Array,
  counts: Uint32Array,
  wanted: number,
  leave: number,
  rng: Rng,
): Set<number> {
  const order = rng.shuffle(groups.slice());
  const chosen = new Set<number>();
  let rows = 0;
  for (const group of order) {
    if (chosen.size === groups.length - leave) break;
    const count = counts[group]!;
    if (Math.abs(rows + count - wanted) < Math.abs(rows - wanted)) {
      chosen.add(group);
      rows += count;
    }
  }
  if (chosen.size === 0) {
    chosen.add(order.reduce((best, group) => (counts[group]! < counts[best]! ? group : best)));
  }
  return chosen;
}
