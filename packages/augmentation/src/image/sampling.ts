import { checkNumber, checkOneOf } from '@occam/core';
import type { FillMode, Interpolation, Sampling } from './geometry.js';

/** How transforms that move pixels sample; the names are those of Keras. */
export interface SamplingOptions {
  /** How a value between pixels is found. Default 'bilinear'. */
  interpolation?: Interpolation | undefined;
  /** What lies beyond the border. Default 'reflect', as in Keras. */
  fillMode?: FillMode | undefined;
  /** The pixel beyond the border for `fillMode: 'constant'`. Default 0. */
  fillValue?: number | undefined;
}

/** The names of the options, for `checkOptions`. */
export const SAMPLING_OPTIONS = ['interpolation', 'fillMode', 'fillValue'] as const;

/**
 * Reads and checks the options.
 *
 * @throws TypeError or RangeError if one is of another type or out of range
 */
export function samplingOf(
  { interpolation = 'bilinear', fillMode, fillValue = 0 }: SamplingOptions,
  defaultFillMode: FillMode = 'reflect',
): Sampling {
  const mode = fillMode ?? defaultFillMode;
  checkOneOf('interpolation', interpolation, ['bilinear', 'nearest']);
  checkOneOf('fillMode', mode, ['constant', 'nearest', 'reflect', 'wrap']);
  checkNumber('fillValue', fillValue);
  return { interpolation, fillMode: mode, fillValue };
}
