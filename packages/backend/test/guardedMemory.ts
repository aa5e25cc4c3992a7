import { linkKernels, type SimdVariant } from '../src/kernels/kernelModule.js';
import type { KernelExports } from '../src/kernels/bytes.generated.js';

/** A memory of its own with the kernels linked to it, for tests of single kernels. */
export interface GuardedMemory {
  readonly kernels: KernelExports;
  /** Puts numbers into the memory; returns the address. A guard value lies before and behind them. */
  put(values: ArrayLike<number>): number;
  /** Room for n numbers, all NaN. */
  room(n: number): number;
  /** Reads n numbers, and checks that the guard values around them are still there. */
  take(address: number, n: number): number[];
}

const GUARD = 12345;

/** Makes one. */
export function guardedMemory(variant: SimdVariant): GuardedMemory {
  const memory = new WebAssembly.Memory({ initial: 64, maximum: 65536 });
  const floats = new Float32Array(memory.buffer);
  let next = 64;
  const put = (values: ArrayLike<number>): number => {
    // At any multiple of 4: tfjs' tensors are aligned to 8 bytes, rows inside them to 4.
    const at = next + 1;
    floats[at - 1] = GUARD;
    floats.set(values, at);
    floats[at + values.length] = GUARD;
    next = at + values.length + 1;
    return 4 * at;
  };
  return {
    kernels: linkKernels(memory, variant),
    put,
    room: (n) => put(new Float32Array(n).fill(NaN)),
    take(address, n) {
      const at = address / 4;
      if (floats[at - 1] !== GUARD || floats[at + n] !== GUARD) {
        throw new Error('a kernel wrote outside its array');
      }
      return Array.from(floats.subarray(at, at + n));
    },
  };
}

/** The largest |got − want| / (abs + |want|) over two arrays; infinite where NaN or infinity differ. */
export function worstError(got: readonly number[], want: readonly number[], abs = 1): number {
  let worst = got.length === want.length ? 0 : Infinity;
  got.forEach((value, i) => {
    const target = want[i]!;
    if (Object.is(value, target) || value === target) return;
    const error = Math.abs(value - target) / (abs + Math.abs(target));
    worst = Math.max(worst, Number.isNaN(error) ? Infinity : error);
  });
  return worst;
}
