import type { NdArray } from '@occam/core';
import type { Source } from './source.js';

/** The options of {@link loadIdx}. */
export interface IdxOptions {
  /** The most bytes that the unpacked file may have. Default 1 GiB (2³⁰). */
  readonly maxBytes?: number | undefined;
  /** What the file is called in messages. Default: the path's or URL's last part. */
  readonly name?: string | undefined;
  /** Stops reading; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** Loads an array. */
export async function loadIdx(_source: Source, _options: IdxOptions = {}): Promise<NdArray> {
  throw new Error('not built yet');
}
