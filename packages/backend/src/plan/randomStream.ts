import type { RngKey } from '@occam/core';
import type { KernelExports } from '../kernels/bytes.generated.js';
import type { Batch } from './batch.js';

/** The kinds of numbers that `fillRandom` makes. */
const UNIFORM = 0;
const NORMAL = 1;
const MASK = 2;

/** The buffers that a stream fills have room for whole vectors of this many elements. */
export const RANDOM_BLOCK = 16;

/**
 * The random numbers of one layer: the same, bit for bit, as `fillUniform` and `fillNormal` of @occam/core give under the
 * layer's key and the step. Each draw within a forward pass goes on where the last one ended, at the next multiple of 4.
 */
export class RandomStream {
  readonly #key: RngKey;
  readonly #kernels: KernelExports;
  #blocks = 0;

  /** Starts the stream of a key. */
  constructor(key: RngKey, kernels: KernelExports) {
    this.#key = key;
    this.#kernels = kernels;
  }

  /** Begins a forward pass; another one with the same step draws the same numbers. */
  restart(): void {
    this.#blocks = 0;
  }

  /** Fills n elements from an address with uniform numbers from [0, 1); room for a multiple of {@link RANDOM_BLOCK}. */
  uniform(batch: Batch, n: number, address: number): void {
    this.#fill(UNIFORM, batch, n, address, 0, 0);
  }

  /** Fills n elements with standard normal numbers. */
  normal(batch: Batch, n: number, address: number): void {
    this.#fill(NORMAL, batch, n, address, 0, 0);
  }

  /** Fills n elements with `scale` where a uniform number is at least `rate`, and 0 elsewhere. */
  mask(batch: Batch, n: number, address: number, rate: number, scale: number): void {
    this.#fill(MASK, batch, n, address, rate, scale);
  }

  /** Where the next draw of a pass begins, for {@link repeatMask}. */
  place(): number {
    return this.#blocks;
  }

  /** Fills n elements as the {@link mask} that began at a place of this pass, so that nobody has to keep it. */
  repeatMask(
    batch: Batch,
    place: number,
    n: number,
    address: number,
    rate: number,
    scale: number,
  ): void {
    this.#draw(MASK, batch, place, n, address, rate, scale);
  }

  #fill(kind: number, batch: Batch, n: number, at: number, rate: number, scale: number): void {
    this.#draw(kind, batch, this.#blocks, n, at, rate, scale);
    this.#blocks += Math.ceil(n / 4);
  }

  #draw(
    kind: number,
    { step }: Batch,
    place: number,
    n: number,
    at: number,
    rate: number,
    scale: number,
  ): void {
    const [low, high] = this.#key;
    const stepHigh = Math.floor(step / 2 ** 32);
    this.#kernels.fillRandom(kind, n, at, low, high, step, stepHigh, place, rate, scale);
  }
}
