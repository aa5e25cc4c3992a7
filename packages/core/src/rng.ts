import { checkInteger, describe } from './checks.js';
import { normalFromBits } from './normalFromBits.js';
import { mulHigh, philox4x32, type RngKey } from './philox.js';

/** What decides every random number of a run: an integer (0 and negative ones too) or a string. */
export type Seed = number | string;

/** A stream of random numbers that can be forked into independent streams by label. */
export interface Rng {
  /** The key of the stream, for {@link fillUniform} and {@link fillNormal}. */
  readonly key: RngKey;
  /** Draws a uniform number from [0, 1) with 53 random bits. */
  next(): number;
  /** Draws a uniform integer from 0 … n − 1, without bias; 1 ≤ n ≤ 2³². */
  int(n: number): number;
  /** Draws a standard normal number (a float32; see {@link normalFromBits}). */
  normal(): number;
  /** Draws a uniform permutation of 0 … n − 1, shape [n]. */
  permutation(n: number): Uint32Array;
  /** Shuffles an array in place (Fisher and Yates) and returns it. */
  shuffle<T extends ShuffledArray>(array: T): T;
  /**
   * Derives an independent stream from a label. It depends on the seed and the labels alone, never on
   * how many numbers were drawn before; `fork(1)` and `fork('1')` are the same stream.
   */
  fork(label: string | number): Rng;
}

/** What {@link Rng.shuffle} takes. */
export type ShuffledArray =
  unknown[] | Uint8Array | Int32Array | Uint32Array | Float32Array | Float64Array;

/**
 * Creates the random number generator of a seed: Philox 4×32-10 counted upwards under a key made from
 * the seed. One generator serves the sequential draws here and the masks of a kernel alike.
 *
 * @param seed a safe integer or a string; 0 is a seed like any other
 * @throws TypeError if the seed is neither, RangeError if it is not a safe integer
 *
 * @example
 * ```ts
 * import { createRng } from '@occam/core';
 *
 * const rng = createRng(1);
 * const folds = rng.fork('folds').permutation(10);
 * const weights = rng.fork('weights').normal();
 * ```
 */
export function createRng(seed: Seed): Rng {
  return rngFromKey(keyOfSeed(seed));
}

function keyOfSeed(seed: Seed): RngKey {
  if (typeof seed === 'string') return hash(seed, [0x0cca3, 0x5eed]);
  if (typeof seed !== 'number') {
    throw new TypeError(`seed must be an integer or a string, not ${describe(seed)}`);
  }
  if (!Number.isSafeInteger(seed)) {
    throw new RangeError(`seed must be a whole number between -2^53 and 2^53, not ${seed}`);
  }
  return [seed >>> 0, Math.floor(seed / 2 ** 32) >>> 0];
}

/** Derives a key from text: Philox chained over the text, eight UTF-16 units a block. */
function hash(text: string, [k0, k1]: RngKey): RngKey {
  const state = new Uint32Array([text.length, 0, 0, 0xf0]);
  for (let start = 0; start === 0 || start < text.length; start += 8) {
    for (let unit = start; unit < Math.min(start + 8, text.length); unit++) {
      state[(unit >> 1) & 3]! ^= text.charCodeAt(unit) << (16 * (unit & 1));
    }
    philox4x32(state, state[0]!, state[1]!, state[2]!, state[3]!, k0, k1);
  }
  // A block is filled up with zeros, so text that ends in them takes another round, by its length:
  // 'a', 'b\0' and 'c\0\0' are three streams.
  if (text.endsWith('\0')) {
    philox4x32(state, state[0]! ^ text.length, state[1]!, state[2]!, state[3]!, k0, k1);
  }
  return [state[0]!, state[1]!];
}

function rngFromKey(key: RngKey): Rng {
  const block = new Uint32Array(4);
  let used = 4;
  let low = 0;
  let high = 0;

  function word(): number {
    if (used === 4) {
      philox4x32(block, low, high, 0, 0, key[0], key[1]);
      low = (low + 1) >>> 0;
      if (low === 0) high = (high + 1) >>> 0;
      used = 0;
    }
    return block[used++]!;
  }

  function int(n: number): number {
    if (!(Number.isInteger(n) && n > 0 && n <= 2 ** 32)) {
      checkInteger('n of int(n)', n, { min: 1, max: 2 ** 32 });
    }
    if (n === 2 ** 32) return word();
    // Lemire (2019): the high half of word · n, rejecting the few words that would favour a value.
    let w = word();
    if (Math.imul(w, n) >>> 0 < n) {
      const rejected = (2 ** 32 - n) % n;
      while (Math.imul(w, n) >>> 0 < rejected) w = word();
    }
    return mulHigh(w, n) >>> 0;
  }

  function shuffle<T extends ShuffledArray>(array: T): T {
    for (let i = array.length - 1; i > 0; i--) {
      const j = int(i + 1);
      const value = array[i]!;
      array[i] = array[j]!;
      array[j] = value;
    }
    return array;
  }

  function permutation(n: number): Uint32Array {
    checkInteger('the length of a permutation', n, { min: 0, max: 2 ** 32 });
    const order = new Uint32Array(n);
    for (let i = 0; i < n; i++) order[i] = i;
    return shuffle(order);
  }

  return {
    key,
    next: () => ((word() >>> 5) * 2 ** 26 + (word() >>> 6)) * 2 ** -53,
    int,
    normal: () => normalFromBits(word()),
    permutation,
    shuffle,
    fork: (label) => rngFromKey(hash(String(label), key)),
  };
}
