import { checkBoolean, checkOneOf, checkOptions, describe } from '@occam/core';
import * as tf from '@tensorflow/tfjs';
import { accelerateWasm, restoreWasm } from './accelerateWasm.js';
import { availableBackends } from './availableBackends.js';
import type { BackendInfo, BackendName } from './backendInfo.js';
import { BACKENDS, loadWasm, type BackendEntry } from './backends.js';
import { simdObstacle, type SimdVariant } from './kernels/kernelModule.js';

/** What {@link useBackend} takes. */
export interface UseBackendOptions {
  /**
   * Whether Occam's kernels are installed in the WASM backend (see {@link accelerateWasm}); false takes them out again
   * and leaves tfjs' backend as it is. Nothing on the other backends. Default true.
   */
  readonly accelerate?: boolean | undefined;
  /**
   * The SIMD instructions of Occam's kernels: 'auto' takes relaxed SIMD (with fused multiply-add) where the JavaScript
   * engine has it, else SIMD128; the others insist. Without the kernels 'simd128' insists that tfjs has SIMD. Default 'auto'.
   */
  readonly simd?: 'auto' | 'simd128' | 'relaxed' | undefined;
  /**
   * Where the .wasm files of @tensorflow/tfjs-backend-wasm are: the URL of their folder, with a slash at its end, or the
   * URL of each by file name. Node finds them itself; in the browser copy them from the package's `dist` to where your
   * server has them. Default: beside the script (browser), in the installed package (Node).
   */
  readonly wasmPaths?: string | Record<string, string> | undefined;
}

/**
 * Chooses and prepares the backend on which tfjs computes.
 *
 * 'auto' takes the first that can run here of wasm, webgpu, webgl and cpu: networks of the size that one cross-validates
 * are faster on WASM than on a GPU, where each small operation has to be launched. In the browser, 'auto' tries wasm only
 * when `wasmPaths` says where its files are.
 *
 * On WASM it installs Occam's kernels (see {@link accelerateWasm}), so that an unmodified `model.fit` becomes several times
 * faster and convolutions and embeddings train there at all; `accelerate: false` leaves tfjs alone.
 *
 * Calling it again changes the backend; tensors stay where they were made. If the backend cannot be used, the one in use
 * before stays.
 *
 * @returns which backend it is and what it computes with
 * @throws TypeError or RangeError if an argument is wrong; Error if the backend cannot run here, with the reason and
 *   those that can
 *
 * @example
 * ```ts
 * import { useBackend } from '@occam/backend';
 *
 * const { accelerated, simd } = await useBackend('wasm');
 * console.log(accelerated, simd); // true simd128
 * ```
 */
export async function useBackend(
  name: BackendName | 'auto',
  options: UseBackendOptions = {},
): Promise<BackendInfo> {
  const names = BACKENDS.map((entry) => entry.name);
  checkOneOf('backend', name, ['auto', ...names]);
  checkOptions('useBackend', options, ['accelerate', 'simd', 'wasmPaths']);
  const { accelerate = true, simd = 'auto', wasmPaths } = options;
  checkBoolean('accelerate', accelerate);
  checkOneOf('simd', simd, ['auto', 'simd128', 'relaxed']);
  checkWasmPaths(wasmPaths);
  if (simd === 'relaxed' && !accelerate) {
    throw new RangeError(
      "simd 'relaxed' needs Occam's kernels, which accelerate: false leaves out: use 'auto' or 'simd128'",
    );
  }

  const wasmFilesKnown = wasmPaths !== undefined || tf.env().getBool('IS_NODE');
  const candidates = BACKENDS.filter((entry) =>
    name === 'auto' ? entry.name !== 'wasm' || wasmFilesKnown : entry.name === name,
  );
  const wasm = { accelerate, simd, wasmPaths };
  const reasons: string[] = [];
  for (const entry of candidates) {
    const reason = (await entry.obstacle()) ?? (await activate(entry, wasm));
    if (reason === undefined) return prepare(entry, wasm);
    reasons.push(`the ${entry.name} backend cannot be used here: ${reason}`);
  }
  const others = (await availableBackends()).filter(
    (entry) => entry.available && entry.name !== name,
  );
  throw new Error(
    `${reasons.join('; ')}. Available here: ${others.map((entry) => entry.name).join(', ')}`,
  );
}

interface WasmOptions {
  readonly accelerate: boolean;
  readonly simd: 'auto' | SimdVariant;
  readonly wasmPaths: UseBackendOptions['wasmPaths'];
}

/** Makes tfjs use a backend; says why that failed, with the former backend in use again. */
async function activate(
  { name, load }: BackendEntry,
  { simd, wasmPaths }: WasmOptions,
): Promise<string | undefined> {
  await load();
  const former = tf.engine().backendName;
  if (name === 'wasm') {
    const obstacle = simd === 'auto' ? undefined : simdObstacle(simd);
    if (obstacle) return obstacle;
    // Files that are loaded already cannot be loaded from elsewhere, nor need they be.
    if (wasmPaths !== undefined && !('wasm' in tf.engine().registry)) {
      try {
        (await loadWasm()).setWasmPaths(wasmPaths);
      } catch (error) {
        return `${(error as Error).message} (after a failed attempt tfjs needs a fresh page or process)`;
      }
    }
  }
  if (await tf.setBackend(name)) return undefined;
  if (former) await tf.setBackend(former);
  if (name !== 'wasm') return 'tfjs could not initialize it; its warning above says why';
  return wasmPaths === undefined
    ? 'its .wasm files were not found: say where they are with the option wasmPaths'
    : `its .wasm files could not be loaded from ${typeof wasmPaths === 'string' ? wasmPaths : Object.values(wasmPaths).join(', ')}`;
}

/** Installs our kernels or takes them out; what the backend computes with. */
async function prepare({ name }: BackendEntry, options: WasmOptions): Promise<BackendInfo> {
  if (name !== 'wasm') return { name, accelerated: false, simd: 'none', threads: 1 };
  const threads = Math.max(1, (await loadWasm()).getThreadsCount());
  // Without any SIMD 'auto' leaves tfjs as it is.
  if (options.accelerate && simdObstacle(options.simd) === undefined) {
    return { name, accelerated: true, simd: accelerateWasm({ simd: options.simd }), threads };
  }
  restoreWasm();
  const simd = (await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT')) ? 'simd128' : 'none';
  return { name, accelerated: false, simd, threads };
}

function checkWasmPaths(paths: unknown): void {
  const isMap =
    typeof paths === 'object' &&
    paths !== null &&
    Object.values(paths).every((path) => typeof path === 'string');
  if (paths !== undefined && typeof paths !== 'string' && !isMap) {
    throw new TypeError(
      `wasmPaths must be the URL of a folder, or an object of URLs by file name, not ${describe(paths)}`,
    );
  }
}
