import { reasonOf } from '../source.js';

/** How many of something a file claims, for messages; a damaged one may say nothing, or no number. */
export function said(value: unknown): string {
  return typeof value === 'number' ? String(value) : 'an unknown number of';
}

/**
 * What went wrong in decoding a structure, for messages. Where a field that must be there is not, the
 * decoder stumbles over it with a TypeError whose text speaks of its own variables.
 */
export function problemOf(error: unknown): string {
  return error instanceof TypeError ? 'a field is missing or of another type' : reasonOf(error);
}
