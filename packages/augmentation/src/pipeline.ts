import type { Seed } from '@occam/core';
import type { Rows, Transform } from './transform.js';

/** Training rows from which a pipeline makes varied ones. */
export interface TrainingRows extends Rows {
  /** How many classes the targets have. Default 0. */
  readonly classCount?: number | undefined;
}

/** Which variants of which rows. */
export interface VaryOptions {
  /** The epoch, from 0: another epoch gives other variants. Default 0. */
  readonly epoch?: number | undefined;
  /**
   * The seed of whoever trains; the variants depend on it and on the pipeline's own seed. Default 0.
   */
  readonly seed?: Seed | undefined;
}

/** What each transform drew for each row, [transform][row]: plain JSON. */
export type Drawn = unknown[][];

/** Transforms one after the other, seeded. Made by {@link augment}. */
export interface Pipeline {
  /** The transforms, in order. */
  readonly transforms: readonly Transform[];
  /**
   * Varies training rows: the result depends on the seeds, the epoch and each row's number alone.
   *
   * @param data all training rows
   * @param rows the numbers of the rows wanted
   */
  vary(data: TrainingRows, rows: Uint32Array, options?: VaryOptions): Rows & { drawn: Drawn };
  /** Does again what was drawn. */
  replay(data: TrainingRows, rows: Uint32Array, drawn: Drawn): Rows;
  /** The pipeline as plain JSON: an entry of a recipe's `augment`. */
  toJSON(): { className: 'Pipeline'; config: Record<string, unknown> };
}
