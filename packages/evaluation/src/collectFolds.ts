import { describe } from '@occam/core';
import type { Dataset } from '@occam/datasets';
import type { Fold, Splitter } from '@occam/split';

/**
 * Collects all folds of a splitter and checks that each has training and test rows, that the rows exist
 * and that no row is on both sides. Rows may come twice on one side, as in a bootstrap.
 *
 * @throws RangeError naming the fold and the row
 */
export function collectFolds(splitter: Splitter, data: Dataset): Fold[] {
  if (typeof splitter?.split !== 'function' || typeof splitter.toJSON !== 'function') {
    throw new TypeError(
      `splitter must have the methods split and toJSON, as those of @occam/split, not ${describe(splitter)}`,
    );
  }
  const { y, groups, times } = data;
  const folds = Array.from(splitter.split(data.size, { labels: y.data, groups, times }));
  if (folds.length === 0)
    throw new RangeError('the splitter made no folds: at least one is needed');
  for (const [index, { train, test }] of folds.entries()) {
    checkRows(`folds[${index}].train`, train, data.size);
    checkRows(`folds[${index}].test`, test, data.size);
    const trained = new Set(train);
    for (const row of test) {
      if (trained.has(row)) {
        throw new RangeError(
          `row ${row} is in both folds[${index}].train and folds[${index}].test: ` +
            'the score of a row that was trained on says nothing of new data',
        );
      }
    }
  }
  return folds;
}

function checkRows(name: string, rows: Iterable<number> & ArrayLike<number>, size: number): void {
  if (!(rows?.length > 0)) throw new RangeError(`${name} has no rows: each fold needs some`);
  for (const row of rows) {
    if (!(Number.isInteger(row) && row >= 0 && row < size)) {
      throw new RangeError(`${name} holds row ${row}, but the data have rows 0 to ${size - 1}`);
    }
  }
}
