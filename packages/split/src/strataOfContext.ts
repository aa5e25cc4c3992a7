import { encodeLabels, type Classes } from './classes.js';
import { binValues, checkBins } from './quantileBins.js';
import type { SplitContext } from './splitter.js';

/**
 * Reads what a stratified splitter keeps in proportion: the classes of a context's labels, or, only where
 * `bins` asks for it, the quantile bins of a continuous target.
 *
 * @param owner the splitter, for the messages
 * @param otherwise what to use instead where rows have no labels
 * @throws TypeError if there are no labels or one is of the wrong type; RangeError if one is NaN, or
 * continuous without `bins`, or if the labels cannot be cut into bins
 */
export function strataOfContext(
  owner: string,
  { labels }: SplitContext,
  bins: number | undefined,
  otherwise: string,
): Classes {
  if (labels === undefined) {
    throw new TypeError(
      `${owner} needs the class of each row: call split(n, { labels }), or use ${otherwise}`,
    );
  }
  if (bins === undefined) return encodeLabels('labels', labels);
  return encodeLabels('labels', binValues('labels', labels, bins));
}

/** Checks the option `bins` where it is given. */
export function checkBinsOption(bins: unknown): void {
  if (bins !== undefined) checkBins(bins);
}
