import { normalFromBits, philox4x32, type RngKey } from '@occam/core';

/**
 * The random numbers of one sample, in one epoch, at one place of a pipeline: Philox under the place's key, counted by row and
 * epoch, so that they depend on nothing else, whichever batch or worker the sample is in.
 */
export class SampleRandom {
  readonly #key: RngKey;
  readonly #row: number;
  readonly #epoch: number;
  readonly #block = new Uint32Array(4);
  #drawn = 0;

  /**
   * @param key the key of the place
   * @param row the number of the sample among the training rows, 0 … 2³² − 1
   * @param epoch from 0
   */
  constructor(key: RngKey, row: number, epoch: number) {
    this.#key = key;
    this.#row = row;
    this.#epoch = epoch;
  }

  /** Draws 32 random bits. */
  bits(): number {
    const lane = this.#drawn++ & 3;
    if (lane === 0) {
      const [k0, k1] = this.#key;
      philox4x32(this.#block, this.#drawn >>> 2, this.#row, this.#epoch, SAMPLE_STREAM, k0, k1);
    }
    return this.#block[lane]!;
  }

  /** Draws a uniform number from [0, 1) with 32 random bits. */
  next(): number {
    return this.bits() * 2 ** -32;
  }

  /** Draws a uniform number from [low, high). */
  uniform(low: number, high: number): number {
    return low + (high - low) * this.next();
  }

  /** Draws an integer from 0 … n − 1; the bias is below n · 2⁻³². */
  int(n: number): number {
    return Math.floor(this.next() * n);
  }

  /** Draws a standard normal number (a float32). */
  normal(): number {
    return normalFromBits(this.bits());
  }

  /**
   * Draws the key of a stream for a whole array of numbers (`fillUniform`, `fillNormal`): what a field of noise is drawn from, so that
   * two numbers in the JSON of a draw stand for all of it.
   */
  key(): [number, number] {
    return [this.bits(), this.bits()];
  }
}

/** Sets these counters apart from those of sequential draws (0) and of masks (2³¹). */
const SAMPLE_STREAM = 0x4000_0000;
