import { checkNumber, checkOneOf } from '@occam/core';
import type { FillMode, Interpolation, Sampling } from '../image/geometry.js';

/** How a policy's operations that move pixels sample. */
export interface PolicySampling {
  /** How a value between pixels is found: 'nearest' or 'bilinear'. Default 'nearest', as in the papers' code. */
  interpolation?: Interpolation | undefined;
  /** What lies beyond the border: 'constant', 'nearest', 'reflect' or 'wrap'. Default 'constant'. */
  fillMode?: FillMode | undefined;
  /** The value beyond the border for 'constant'. Default 0: black. */
  fillValue?: number | undefined;
}

/** The names of these options. */
export const SAMPLING_OPTIONS = ['interpolation', 'fillMode', 'fillValue'];

/**
 * Checks how a policy samples.
 *
 * @throws TypeError or RangeError if an option is of another type or out of range
 */
export function policySampling({
  interpolation = 'nearest',
  fillMode = 'constant',
  fillValue = 0,
}: PolicySampling): Sampling {
  checkOneOf('interpolation', interpolation, ['nearest', 'bilinear']);
  checkOneOf('fillMode', fillMode, ['constant', 'nearest', 'reflect', 'wrap']);
  checkNumber('fillValue', fillValue);
  return { interpolation, fillMode, fillValue };
}
