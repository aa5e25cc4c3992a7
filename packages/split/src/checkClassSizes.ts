import { describe, warn as printWarning } from '@occam/core';
import type { Classes } from './classes.js';

/**
 * Checks that classes can be dealt to folds: the largest must have a row for each fold, and a smaller one
 * that has not prints a warning.
 *
 * @param owner the splitter, for the messages
 * @throws RangeError if every class has fewer rows than there are folds
 */
export function checkClassSizes(
  owner: string,
  { values, counts }: Classes,
  { nSplits, warn }: { readonly nSplits: number; readonly warn: boolean },
): void {
  let largest = 0;
  let smallest = 0;
  for (let code = 1; code < counts.length; code++) {
    if (counts[code]! > counts[largest]!) largest = code;
    if (counts[code]! < counts[smallest]!) smallest = code;
  }
  const name = (code: number) => `class ${describe(values[code])} (rows: ${counts[code]})`;
  if (counts[largest]! < nSplits) {
    throw new RangeError(
      `${owner} cannot deal any class to nSplits=${nSplits} folds: even the largest, ` +
        `${name(largest)}, has fewer rows than folds; use a smaller nSplits, or KFold`,
    );
  }
  if (warn && counts[smallest]! < nSplits) {
    printWarning(
      `${owner}: the smallest class, ${name(smallest)}, has fewer rows than nSplits=${nSplits}, ` +
        'so some tests lack it; use a smaller nSplits, or silence this with warn: false',
    );
  }
}
