import type { KernelExports } from './bytes.generated.js';
import { bestVariant, linkKernels, memoryFull, simdObstacle } from './kernelModule.js';

/**
 * Occam's kernels on a memory of their own, for numbers that lie in the host's memory whatever tfjs' backend is. Blocks are taken
 * anew for each task: nothing stays in the memory from one to the next.
 */
export interface HostKernels {
  /** The kernels; they take addresses in their memory. */
  readonly exports: KernelExports;
  /**
   * Takes blocks for one task, 16-byte aligned; those of the task before are given back, so tasks must not overlap. The contents are
   * what was left there.
   *
   * @param bytes the size of each block
   * @returns their addresses
   * @throws RangeError if the WASM memory is full
   */
  blocks(...bytes: readonly number[]): number[];
  /** `count` floats at an address, valid until the next call of `blocks`. */
  floats(address: number, count: number): Float32Array;
  /** `count` doubles at an address, valid until the next call of `blocks`. */
  doubles(address: number, count: number): Float64Array;
}

let known: HostKernels | undefined;

/**
 * The kernels on a memory of their own, made at the first call; undefined where the JavaScript engine has no WASM SIMD.
 *
 * @example
 * ```ts
 * import { hostKernels } from '@occam/backend';
 *
 * const kernels = hostKernels()!;
 * const [address] = kernels.blocks(16);
 * kernels.floats(address!, 4).set([-1, 0, 1, 2]);
 * kernels.exports.activate(1, address!, 4);
 * console.log(...kernels.floats(address!, 4)); // 0 0 1 2
 * ```
 */
export function hostKernels(): HostKernels | undefined {
  if (known) return known;
  return simdObstacle('auto') ? undefined : (known = create());
}

const PAGE = 65_536;
/** Address 0 means « nothing » to kernels. */
const START = 1024;

function create(): HostKernels {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: PAGE });
  const exports = linkKernels(memory, bestVariant());
  return {
    exports,
    blocks(...bytes) {
      let end = START;
      const addresses = bytes.map((size) => {
        const address = end;
        end += Math.ceil(size / 16) * 16;
        return address;
      });
      const missing = Math.ceil((end - memory.buffer.byteLength) / PAGE);
      if (missing > 0) {
        try {
          memory.grow(missing);
        } catch {
          throw memoryFull(`${end} bytes`);
        }
      }
      return addresses;
    },
    floats: (address, count) => new Float32Array(memory.buffer, address, count),
    doubles: (address, count) => new Float64Array(memory.buffer, address, count),
  };
}
