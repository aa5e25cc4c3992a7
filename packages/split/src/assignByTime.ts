import { createAssignment, type Assignment } from './assignment.js';
import { chronologicalOrder } from './chronologicalOrder.js';

/**
 * Assigns the rows to sides in the order of time, the earliest rows to side 0. A boundary between two
 * sides that would part rows of equal time moves to the nearer end of them (to the earlier one, if both
 * are as near; to the other one, if a side would be empty).
 *
 * @param sizes the rows wanted on each side
 * @throws RangeError if equal times leave a side empty
 */
export function assignByTime(sizes: readonly number[], times: ArrayLike<number>): Assignment {
  const order = chronologicalOrder(times);
  const assignment = createAssignment(times.length, sizes.length);
  let end = times.length;
  let wantedEnd = times.length;
  for (let side = sizes.length - 1; side > 0; side--) {
    wantedEnd -= sizes[side]!;
    const start = nearestBoundary(order, times, wantedEnd, end);
    for (let rank = start; rank < end; rank++) assignment[order[rank]!] = side;
    end = start;
  }
  return assignment;
}

/** The rank nearest to a wanted one, above 0 and below `end`, whose row is later than the row before. */
function nearestBoundary(
  order: Uint32Array,
  times: ArrayLike<number>,
  wanted: number,
  end: number,
): number {
  const partsEqualTimes = (rank: number) => times[order[rank - 1]!] === times[order[rank]!];
  let before = Math.min(wanted, end - 1);
  while (before > 0 && partsEqualTimes(before)) before--;
  let after = wanted;
  while (after < end && partsEqualTimes(after)) after++;
  if (before === 0 && after >= end) {
    throw new RangeError(
      `times cannot be parted at row ${wanted} in the order of time: the ${end} earliest rows all ` +
        `share the time ${times[order[0]!]}; hold out fewer rows, or more`,
    );
  }
  if (before === 0) return after;
  return after < end && after - wanted < wanted - before ? after : before;
}
