import type { KernelExports } from '../src/kernels/bytes.generated.js';
import { linkKernels, type SimdVariant } from '../src/kernels/kernelModule.js';

/** Kernels on a memory of their own, with blocks of floats that overwriting is noticed around. */
export class KernelMemory {
  readonly kernels: KernelExports;
  readonly #memory = new WebAssembly.Memory({ initial: 256, maximum: 65_536 });
  readonly #guards: number[] = [];
  #end = 1025;

  constructor(variant: SimdVariant) {
    this.kernels = linkKernels(this.#memory, variant);
  }

  /** Forgets all blocks. */
  clear(): void {
    this.#end = 1025;
    this.#guards.length = 0;
  }

  /** Puts floats into the memory, between two guards and aligned to no more than a float; its address. */
  place(values: ArrayLike<number>): number {
    const floats = new Float32Array(this.#memory.buffer);
    const start = this.#end;
    floats.set(values, start);
    this.#end = start + values.length + 2;
    for (const guard of [start - 1, start + values.length]) {
      floats[guard] = 12_345;
      this.#guards.push(guard);
    }
    return start * 4;
  }

  /** Puts integers into the memory. */
  placeIntegers(values: ArrayLike<number>): number {
    const address = this.place(values);
    new Int32Array(this.#memory.buffer).set(values, address / 4);
    return address;
  }

  /** A block of `count` floats of 7, to be overwritten. */
  room(count: number): number {
    return this.place(new Float32Array(count).fill(7));
  }

  /** Floats from an address; throws if any guard has been overwritten. */
  read(address: number, count: number): number[] {
    const floats = new Float32Array(this.#memory.buffer);
    const broken = this.#guards.find((guard) => floats[guard] !== 12_345);
    if (broken !== undefined)
      throw new Error(`the float at ${broken} around a block was overwritten`);
    return [...floats.subarray(address / 4, address / 4 + count)];
  }
}

/** Numbers from −1 to 1 without a pattern. */
function noise(i: number): number {
  return 2 * ((Math.sin((i % 1e6) * 12.9898) * 43758.5453) % 1) * (i % 2 ? 1 : -1);
}

/** `count` floats from −1 to 1 without a pattern. */
export function noises(count: number, seed: number): Float32Array {
  return Float32Array.from({ length: count }, (_, i) => noise(seed + i));
}

/** Throws if numbers differ by more than `bound` times the largest of them; NaN equals NaN. */
export function checkClose(found: readonly number[], expected: ArrayLike<number>, bound: number) {
  const values = Array.from(expected);
  const scale = Math.max(1, ...values.filter(Number.isFinite).map(Math.abs));
  values.forEach((value, i) => {
    const same =
      Object.is(found[i], Math.fround(value)) || Math.abs(found[i]! - value) <= bound * scale;
    if (!same) throw new Error(`at ${i}: ${found[i]} instead of ${value}`);
  });
}
