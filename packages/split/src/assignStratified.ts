import { describe, type Rng } from '@occam/core';
import { createAssignment, type Assignment } from './assignment.js';
import { encodeLabels, type Classes } from './classes.js';
import { controlledRounding } from './controlledRounding.js';
import { dealWithinClasses } from './dealWithinClasses.js';
import { largestRemainder } from './largestRemainder.js';

/**
 * Assigns the rows to two or three sides at random so that each side has its size exactly and every
 * class within one row of its share.
 *
 * @param sizes the rows of each side
 * @throws TypeError if a label is neither number nor string; RangeError if one is NaN or continuous, if
 * a class has fewer rows than there are sides, or a side fewer rows than there are classes
 */
export function assignStratified(
  sizes: readonly number[],
  labels: ArrayLike<string | number>,
  rng: Rng,
): Assignment {
  const classes = encodeLabels('stratify', labels);
  checkEnoughRows(sizes, classes);
  return dealByShare(sizes, classes, rng);
}

/**
 * Assigns the rows of every class to two or three sides at random, each class within one row of its share.
 *
 * @param sizes the rows of each side; their sum is n
 */
export function dealByShare(sizes: readonly number[], classes: Classes, rng: Rng): Assignment {
  const table = allocate(sizes, classes.counts, rng);
  const layout = createAssignment(classes.codes.length, sizes.length);
  let start = 0;
  for (let cell = 0; cell < table.length; cell++) {
    layout.fill(cell % sizes.length, start, (start += table[cell]!));
  }
  return dealWithinClasses(classes, layout, sizes.length, rng);
}

/** The rows of each class on each side, row-major, shape [classes, sides]. */
function allocate(sizes: readonly number[], counts: Uint32Array, rng: Rng): Uint32Array {
  const [train, middle, last] = sizes as [number, number, number?];
  if (last !== undefined) return controlledRounding(counts, [train, middle, last], rng);
  const held = largestRemainder(counts, middle, rng);
  return Uint32Array.from({ length: 2 * counts.length }, (_, cell) => {
    const code = cell >> 1;
    return cell % 2 === 1 ? held[code]! : counts[code]! - held[code]!;
  });
}

function checkEnoughRows(sizes: readonly number[], { values, counts }: Classes): void {
  const rare = counts.findIndex((count) => count < sizes.length);
  if (rare >= 0) {
    throw new RangeError(
      `stratify needs ${sizes.length} rows of each class, one for each side, ` +
        `but class ${describe(values[rare])} has ${counts[rare]}`,
    );
  }
  const smallest = Math.min(...sizes);
  if (smallest < values.length) {
    throw new RangeError(
      `stratify needs a row of each of the ${values.length} classes on each side, ` +
        `but one side has ${smallest} of the n=${sizes.reduce((sum, size) => sum + size, 0)} rows; ` +
        'make it larger',
    );
  }
}
