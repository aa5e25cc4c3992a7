import type { Rng } from '@occam/core';
import { createAssignment, type Assignment } from './assignment.js';
import type { Classes } from './classes.js';
import { dealWithinClasses } from './dealWithinClasses.js';

/**
 * Deals every class to the folds in proportion, as {@link StratifiedKFold} says: the rows sorted by class
 * go to the folds in turn, which fixes how many rows of each class a fold gets.
 *
 * @param rng chooses which rows; without it they follow in row order
 */
export function dealClasses(classes: Classes, folds: number, rng: Rng | undefined): Assignment {
  const layout = createAssignment(classes.codes.length, folds);
  for (let position = 0, fold = 0; position < layout.length; position++) {
    layout[position] = fold;
    if (++fold === folds) fold = 0;
  }
  if (!rng) sortWithinClasses(layout, classes.counts);
  return dealWithinClasses(classes, layout, folds, rng);
}

function sortWithinClasses(layout: Assignment, counts: Uint32Array): void {
  let start = 0;
  for (let code = 0; code < counts.length; code++) {
    layout.subarray(start, (start += counts[code]!)).sort();
  }
}
