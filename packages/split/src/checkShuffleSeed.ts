import { createRng, type Seed } from '@occam/core';

/**
 * Checks a seed that is of use only where rows are shuffled, and fills in its default, 0.
 *
 * @param owner the splitter, for the message
 * @throws TypeError if the seed is neither a number nor a string;
 * RangeError if it is no whole number, or comes without shuffling
 */
export function checkShuffleSeed(owner: string, shuffle: boolean, seed: Seed | undefined): Seed {
  if (seed === undefined) return 0;
  createRng(seed);
  if (!shuffle) {
    throw new RangeError(
      `seed=${JSON.stringify(seed)} has no effect on ${owner} without shuffle: true`,
    );
  }
  return seed;
}
