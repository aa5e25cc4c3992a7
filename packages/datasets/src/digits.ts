import type { Seed } from '@occam/core';
import type { Dataset } from './dataset.js';

/** The options of {@link digits}. */
export interface DigitsOptions {
  /** What decides the drawing. Default 0. */
  readonly seed?: Seed | undefined;
}

/** Draws digits. */
export function digits(_n: number, _options: DigitsOptions = {}): Dataset {
  throw new Error('not built yet');
}
