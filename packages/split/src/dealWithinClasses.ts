import type { Rng } from '@occam/core';
import { createAssignment, type Assignment } from './assignment.js';
import type { Classes } from './classes.js';

/**
 * Gives each class's rows the parts laid out for that class: `layout` holds the parts of class 0's
 * rows, then those of class 1's, and so on; within a class the rows take them in row order, or at
 * random if there is an rng. Only the order within a class is random, never the number of rows that a
 * part gets from it, so shuffling cannot spoil the stratification.
 *
 * @param layout shape [n]; shuffled in place within each class
 */
export function dealWithinClasses(
  { codes, counts }: Classes,
  layout: Assignment,
  parts: number,
  rng: Rng | undefined,
): Assignment {
  const next = new Uint32Array(counts.length);
  let start = 0;
  for (let code = 0; code < counts.length; code++) {
    next[code] = start;
    const end = start + counts[code]!;
    rng?.shuffle(layout.subarray(start, end));
    start = end;
  }
  const assignment = createAssignment(codes.length, parts);
  for (let row = 0; row < codes.length; row++) assignment[row] = layout[next[codes[row]!]!++]!;
  return assignment;
}
