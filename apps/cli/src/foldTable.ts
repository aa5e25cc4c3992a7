import type { FoldBalance } from './foldBalance.js';
import { formatScore } from './formatNumber.js';
import { formatTable } from './formatTable.js';

/**
 * A table of the sizes and the balance of folds, the first 30 of them.
 *
 * @param all where all are listed, for the line below a longer list
 */
export function foldTable(folds: readonly FoldBalance[], all: string): string {
  const isClass = folds[0]?.classGap !== undefined;
  const table = formatTable(
    [
      [
        'fold',
        'train rows',
        'test rows',
        ...(isClass ? ['largest class gap'] : ['train mean', 'test mean']),
        'test rows seen in training',
      ],
      ...folds
        .slice(0, LISTED)
        .map(({ train, test, classGap, targetMean, leaked }, index) => [
          String(index + 1),
          String(train),
          String(test),
          ...(isClass
            ? [`${(100 * classGap!).toFixed(1)} %`]
            : [formatScore(targetMean!.train), formatScore(targetMean!.test)]),
          String(leaked),
        ]),
    ],
    0,
  );
  return folds.length > LISTED
    ? `${table}\n… and ${folds.length - LISTED} more folds; ${all} lists all`
    : table;
}

/** How many folds are listed. */
const LISTED = 30;
