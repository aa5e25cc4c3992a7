import { createRng } from '@occam/core';
import type { Dataset } from '@occam/datasets';

/** Draws some rows to look at, in the order of the data. */
export function sampleRows(
  { size }: Pick<Dataset, 'size'>,
  most: number,
  seed: number | string,
): Uint32Array {
  const drawn = createRng(seed).fork('contact sheet').permutation(size);
  return Uint32Array.from(drawn.subarray(0, most)).sort();
}
