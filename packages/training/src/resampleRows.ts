import type { Seed } from '@occam/core';
import type { Augmenter, AugmenterData } from './augmenter.js';
import { readTrainingData, type Rows } from './trainingData.js';
import { seedOf } from './variation.js';

/** What {@link resampleRows} needs beside the rows. */
export interface ResampleOptions {
  /** The augmenters, in order. */
  readonly augmenters: readonly Augmenter[];
  /** How many classes the model tells apart; 0 for regression. */
  readonly classCount: number;
  /** The seed of the training. */
  readonly seed: Seed;
  /** The weights by row that the training was given, which do not know the new rows. */
  readonly sampleWeight?: Float32Array | undefined;
  /** Checks that rows fit the model and the loss. */
  readonly check: (rows: Rows) => void;
}

/**
 * Lets augmenters add or leave out training rows, one after the other.
 *
 * @returns the rows that were given, if none does
 * @throws RangeError if rows change and there are `sampleWeight` or hints, which belong to the rows that were; TypeError or
 * RangeError if the new rows do not fit
 */
export async function resampleRows(
  rows: Rows,
  { augmenters, classCount, seed, sampleWeight, check }: ResampleOptions,
): Promise<Rows> {
  const given: AugmenterData = { x: rows.x, y: rows.y, classCount };
  const { x, y } = augmenters.reduce<AugmenterData>((data, augmenter, place) => {
    const changed = augmenter.resample?.(data, seedOf(seed, place)) ?? data;
    return { x: changed.x, y: changed.y ?? data.y, classCount };
  }, given);
  if (x === rows.x && y === rows.y) return rows;
  for (const [what, value] of Object.entries({ sampleWeight, hints: rows.hints })) {
    if (value === undefined) continue;
    throw new RangeError(
      `${what} cannot be had together with resampling: they belong to the rows that are given, and new rows have none` +
        (what === 'sampleWeight' ? '; take classWeight instead' : ''),
    );
  }
  const resampled = await readTrainingData('the resampled rows', { x, y, task: rows.task });
  check(resampled);
  return { ...resampled, classCount: Math.max(resampled.classCount, rows.classCount) };
}
