import { checkInteger, checkOptions } from './checks.js';
import { normalFromBits } from './normalFromBits.js';
import { philox4x32, type RngKey } from './philox.js';

/** Where in a counter-based stream an array of random numbers lies. */
export interface CounterOptions {
  /** The key of the stream: `rng.fork('…').key`. */
  readonly key: RngKey;
  /** The step of training (or the epoch, or the row) that the numbers belong to, 0 … 2⁵³ − 1. Default 0. */
  readonly step?: number | undefined;
  /** The index of the first element within the step, a multiple of 4. Default 0. */
  readonly offset?: number | undefined;
}

/**
 * Fills an array with uniform float32 numbers from [0, 1), 24 random bits each. Element i depends on
 * the key, the step and offset + i alone, so any part can be computed anywhere.
 *
 * @returns the same array
 * @throws TypeError for an unknown option, TypeError or RangeError if the step or offset cannot be counted
 */
export function fillUniform(out: Float32Array, options: CounterOptions): Float32Array {
  return fill('fillUniform', out, options, (bits) => (bits >>> 8) * 2 ** -24);
}

/**
 * Fills an array with standard normal float32 numbers ({@link normalFromBits}), addressed as in
 * {@link fillUniform}.
 *
 * @returns the same array
 * @throws TypeError for an unknown option, TypeError or RangeError if the step or offset cannot be counted
 */
export function fillNormal(out: Float32Array, options: CounterOptions): Float32Array {
  return fill('fillNormal', out, options, normalFromBits);
}

function fill(
  owner: string,
  out: Float32Array,
  options: CounterOptions,
  toNumber: (bits: number) => number,
): Float32Array {
  checkOptions(owner, options, ['key', 'step', 'offset']);
  const { key, step = 0, offset = 0 } = options;
  checkInteger('step', step, { min: 0 });
  checkInteger('offset', offset, { min: 0 });
  if (offset % 4 !== 0) throw new RangeError(`offset must be a multiple of 4, not ${offset}`);
  const block = new Uint32Array(4);
  const stepHigh = Math.floor(step / 2 ** 32) | COUNTER_STREAM;
  for (let i = 0; i < out.length; i += 4) {
    const index = (offset + i) / 4;
    philox4x32(block, index, Math.floor(index / 2 ** 32), step, stepHigh, key[0], key[1]);
    for (let lane = 0; lane < 4 && i + lane < out.length; lane++) {
      out[i + lane] = toNumber(block[lane]!);
    }
  }
  return out;
}

/** Sets these counters apart from those of the sequential draws under the same key. */
const COUNTER_STREAM = 0x8000_0000;
