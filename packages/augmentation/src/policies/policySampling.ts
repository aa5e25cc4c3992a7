import type { FillMode, Interpolation, Sampling } from '../image/geometry.js';
import { samplingOf } from '../image/sampling.js';

/** How a policy's operations that move pixels sample. */
export interface PolicySampling {
  /** How a value between pixels is found: 'nearest' or 'bilinear'. Default 'nearest', as in the papers' code. */
  interpolation?: Interpolation | undefined;
  /** What lies beyond the border: 'constant', 'nearest', 'reflect' or 'wrap'. Default 'constant'. */
  fillMode?: FillMode | undefined;
  /** The value beyond the border for 'constant'. Default 0: black. */
  fillValue?: number | undefined;
}

/**
 * Checks how a policy samples.
 *
 * @throws TypeError or RangeError if an option is of another type or out of range
 */
export function policySampling({
  interpolation = 'nearest',
  fillMode,
  fillValue,
}: PolicySampling): Sampling {
  return samplingOf({ interpolation, fillMode, fillValue }, 'constant');
}
