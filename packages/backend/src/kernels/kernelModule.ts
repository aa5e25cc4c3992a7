import { KERNEL_BYTES, type KernelExports } from './bytes.generated.js';

/** The SIMD instructions that the kernels were compiled for. */
export type SimdVariant = 'simd128' | 'relaxed';

/** Occam's kernels, linked to the memory of one WASM backend of tfjs. */
export interface KernelModule {
  /** The kernels; they take addresses in `memory`. */
  readonly exports: KernelExports;
  /** The memory in which the backend's tensors lie; its `buffer` is another one after it has grown. */
  readonly memory: WebAssembly.Memory;
  /** Which instructions the kernels use. */
  readonly variant: SimdVariant;
  /**
   * Takes a block from the backend's heap, 8-byte aligned. The memory may grow, addresses stay.
   *
   * @throws RangeError if the WASM memory is full
   */
  readonly malloc: (bytes: number) => number;
  /** Gives a block back. */
  readonly free: (address: number) => void;
}

/** What we use of the Emscripten module inside tfjs' WASM backend. */
interface TfjsWasm {
  readonly asm?: { readonly memory?: unknown };
  readonly wasmMemory?: unknown;
  _malloc(bytes: number): number;
  _free(address: number): void;
}

const modules = new WeakMap<object, Map<SimdVariant, KernelModule>>();
const compiled = new Map<string, WebAssembly.Module>();

/**
 * The kernels linked to the memory of a WASM backend of tfjs, made at the first call and kept as long as the backend.
 *
 * Ask for it with the backend at hand whenever kernels are needed, and keep neither the module nor an address longer than
 * the backend: tfjs can drop a backend (`tf.engine().reset()`, `tf.removeBackend`) and make a new one with another memory.
 *
 * @param backend - the backend object: `tf.backend()`, or the one that a kernel function is called with
 * @param simd - the variant; 'auto' takes 'relaxed' where the JavaScript engine has it. Default 'auto'
 * @throws TypeError if it is not tfjs' WASM backend in use; RangeError if the JavaScript engine lacks the instructions
 *
 * @example
 * ```ts
 * import { kernelModuleFor, useBackend } from '@occam/backend';
 * import * as tf from '@tensorflow/tfjs';
 *
 * await useBackend('wasm');
 * const { exports, memory, malloc, free } = kernelModuleFor(tf.backend());
 * const address = malloc(16);
 * new Float32Array(memory.buffer, address, 4).set([-1, 0, 1, 2]);
 * exports.activate(1, address, 4);
 * console.log(...new Float32Array(memory.buffer, address, 4)); // 0 0 1 2
 * free(address);
 * ```
 */
export function kernelModuleFor(
  backend: object,
  simd: SimdVariant | 'auto' = 'auto',
): KernelModule {
  const variant = simd === 'auto' ? bestVariant() : simd;
  let variants = modules.get(backend);
  const known = variants?.get(variant);
  if (known) return known;
  const module = link(backend, variant);
  if (!variants) modules.set(backend, (variants = new Map()));
  variants.set(variant, module);
  return module;
}

/** The best variant that this JavaScript engine can run. */
export function bestVariant(): SimdVariant {
  return hasRelaxedSimd() ? 'relaxed' : 'simd128';
}

// Modules of one function in base64, with an f32x4.relaxed_madd and with an i8x16.splat.
const RELAXED_MODULE = 'AGFzbQEAAAABBQFgAAF7AwIBAAoTAREAQQD9D0EA/Q9BAP0P/YUCCw==';
const SIMD_MODULE = 'AGFzbQEAAAABBQFgAAF7AwIBAAoIAQYAQQD9Dws=';

let relaxedSimd: boolean | undefined;

/** Whether this JavaScript engine has WASM's relaxed SIMD. */
export function hasRelaxedSimd(): boolean {
  return (relaxedSimd ??= accepts(RELAXED_MODULE));
}

/** Why the kernels cannot run with these instructions here, and what to do about it; nothing if they can. */
export function simdObstacle(simd: SimdVariant | 'auto'): string | undefined {
  if (simd === 'relaxed' && !hasRelaxedSimd()) {
    return "this JavaScript engine has no relaxed WASM SIMD (Node has it from 21 on): use simd 'auto' or 'simd128'";
  }
  return accepts(SIMD_MODULE)
    ? undefined
    : "this JavaScript engine has no WASM SIMD, which Occam's kernels need: use accelerate: false";
}

function accepts(module: string): boolean {
  return typeof WebAssembly !== 'undefined' && WebAssembly.validate(decode(module));
}

function decode(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

function link(backend: object, variant: SimdVariant): KernelModule {
  const { wasm } = backend as { wasm?: TfjsWasm | null };
  const memory = wasm?.asm?.memory ?? wasm?.wasmMemory;
  if (!wasm || !(memory instanceof WebAssembly.Memory)) {
    throw new TypeError(
      "the kernels need tfjs' WASM backend while it is in use: call useBackend('wasm') first and pass tf.backend()",
    );
  }
  return {
    exports: linkKernels(memory, variant),
    memory,
    variant,
    malloc: (bytes) => allocate(wasm, bytes),
    free: (address) => wasm._free(address),
  };
}

/**
 * The kernels linked to any WASM memory that has a maximum of at most 65,536 pages, shared or not.
 *
 * @throws RangeError if the JavaScript engine lacks the instructions of the variant
 */
export function linkKernels(memory: WebAssembly.Memory, variant: SimdVariant): KernelExports {
  const obstacle = simdObstacle(variant);
  if (obstacle) throw new RangeError(obstacle);
  const module = compile(variant, isShared(memory));
  return new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as KernelExports;
}

function allocate(wasm: TfjsWasm, bytes: number): number {
  // The heap's own arithmetic has 32 bits: it would take a larger number for a small one.
  const address = bytes < 2 ** 32 ? wasm._malloc(bytes) >>> 0 : 0;
  if (address === 0) throw memoryFull(`${bytes} more bytes`);
  return address;
}

/** The error that there is no room in the memory for something. */
export function memoryFull(what: string): RangeError {
  return new RangeError(
    `the WASM memory is full: there is no room for ${what} (its limit is 4 GiB). Use smaller batches, or dispose tensors`,
  );
}

function isShared(memory: WebAssembly.Memory): boolean {
  return typeof SharedArrayBuffer !== 'undefined' && memory.buffer instanceof SharedArrayBuffer;
}

function compile(variant: SimdVariant, shared: boolean): WebAssembly.Module {
  const key = `${variant}${shared ? ', shared' : ''}`;
  let module = compiled.get(key);
  if (!module) {
    const bytes = decode(KERNEL_BYTES[variant]);
    if (shared) importSharedMemory(bytes);
    compiled.set(key, (module = new WebAssembly.Module(bytes)));
  }
  return module;
}

/** Declares the imported memory as shared, which tfjs' threaded build has: the limits' flags become 3 instead of 1. */
function importSharedMemory(bytes: Uint8Array): void {
  const entry = [...'\u0003env\u0006memory\u0002\u0001'].map((c) => c.charCodeAt(0));
  const at = bytes.findIndex((_, i) => entry.every((byte, j) => bytes[i + j] === byte));
  if (at < 0) throw new Error('the kernels import no memory with limits: rebuild them');
  bytes[at + entry.length - 1] = 3;
}
