import { checkInteger, describe } from '@occam/core';

/**
 * Reads `nSamples`: how many rows in all, to be shared out evenly, or how many of each class.
 *
 * @param classes how many classes there are; undefined if the list says so
 * @param extra which classes get what cannot be shared out evenly
 * @throws TypeError or RangeError if it is neither, has another number of classes, or counts no row
 */
export function rowCounts(
  nSamples: unknown,
  classes: number,
  extra: 'first' | 'last' = 'first',
): number[] {
  if (Array.isArray(nSamples)) {
    if (nSamples.length !== classes) {
      throw new RangeError(
        `nSamples counts the rows of ${nSamples.length} classes, but there are ${classes}`,
      );
    }
    for (const [label, count] of nSamples.entries()) {
      checkInteger(`nSamples[${label}]`, count, { min: 0 });
    }
    const counts = nSamples as number[];
    if (counts.every((count) => count === 0)) {
      throw new RangeError('nSamples must count at least one row');
    }
    return [...counts];
  }
  if (typeof nSamples !== 'number') {
    throw new TypeError(
      `nSamples must be a whole number or a list of one for each class, not ${describe(nSamples)}`,
    );
  }
  checkInteger('nSamples', nSamples, { min: 1 });
  const share = Math.floor(nSamples / classes);
  const rest = nSamples - share * classes;
  return Array.from({ length: classes }, (_, label) => {
    const position = extra === 'first' ? label : classes - 1 - label;
    return share + (position < rest ? 1 : 0);
  });
}
